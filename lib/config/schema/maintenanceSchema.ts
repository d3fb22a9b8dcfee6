import { Cron } from 'croner';
import { z } from 'zod';
import { severities } from '../../../model/severity';
import { duration } from './targetSchema';

/** In seconds. Source of all limits: Amazon CloudWatch API Reference, PutAlarmMuteRule (`Schedule`). */
const longest = 15 * 86_400;
const cronMessage =
  'a cron expression of five fields, such as "0 2 * * SUN" (minute, hour, day of the month, month, day of the week), of numbers, JAN-DEC for months, SUN-SAT for days of the week, and * - ,';

/** One field, of values that may be ranges and lists. */
function field(value: string): string {
  const one = `(\\*|${value}(-${value})?)`;
  return `${one}(,${one})*`;
}
const number = '\\d{1,2}';
const month = `(${number}|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)`;
const weekday = `(${number}|SUN|MON|TUE|WED|THU|FRI|SAT)`;
const cronSyntax = new RegExp(`^${[number, number, number, month, weekday].map(field).join(' ')}$`);

const fields = z.strictObject({
  name: z
    .string()
    .max(40)
    .regex(/^[a-z][0-9a-z-]*$/)
    .meta({
      description: 'Name of the window, which is part of the name of its mute rule.',
      errorMessage:
        'a name such as node-upgrade: at most 40 lowercase letters, digits and "-", with a letter at the beginning',
    }),
  cron: z
    .string()
    .regex(cronSyntax, { abort: true })
    .refine((text) => parseCron(text) !== undefined, { message: `expected ${cronMessage}`, abort: true })
    .refine(
      (text) => parseCron(text)?.nextRun() !== null,
      'it never occurs; expected days and months that exist together, such as "0 2 1 * *"',
    )
    .meta({
      description: 'When it begins: minute, hour, day of the month, month, day of the week.',
      errorMessage: cronMessage,
    }),
  duration: duration
    .refine((seconds) => seconds >= 60 && seconds <= longest && seconds % 60 === 0, 'use full minutes from 1m to 15d')
    .meta({ description: 'How long it lasts.', errorMessage: 'a duration from 1m to 15d, such as 4h' }),
  timezone: z.string().max(50).refine(isTimeZone, 'use a time zone such as Europe/Berlin').optional().meta({
    description: 'Time zone of `cron`. Default: UTC.',
    errorMessage: 'a time zone such as Europe/Berlin',
  }),
  severity: z.enum(severities).optional().meta({
    description: 'Mutes only the alarms that notify these. Default: all alarms.',
  }),
});

const window = fields.refine(({ cron, duration }) => !isEndless(cron, duration), {
  path: ['duration'],
  message: 'the next window begins before this one is over, so that the alarms would never notify; use a shorter one',
});

export const maintenance = z
  .array(window)
  .max(20)
  .superRefine((windows, context) => {
    const names = windows.map(({ name }) => name);
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) === index) continue;
      const message = `is the name of another window, too; each mute rule needs its own`;
      context.addIssue({ code: 'custom', path: [index, 'name'], message });
    }
  })
  .default([])
  .meta({
    description:
      'Planned windows in which the alarms notify nobody: mute rules of CloudWatch. An alarm that is still in ALARM at the end notifies then.',
    errorMessage: 'a list of at most 20 windows, each { name, cron, duration }',
  });

/** As far as it is looked for a pause between two windows: a year of days, or a week of minutes. In milliseconds. */
const farthest = 366 * 86_400_000;
const mostWindows = 10_500;

/** @param duration - in seconds. */
function isEndless(expression: string, duration: number): boolean {
  const cron = parseCron(expression);
  const first = cron?.nextRun()?.getTime();
  if (cron === undefined || first === undefined) return false;
  let last = first;
  for (let count = 0; count < mostWindows && last < first + farthest; count++) {
    const next = cron.nextRun(new Date(last))?.getTime();
    if (next === undefined || next - last > duration * 1000) return false;
    last = next;
  }
  return true;
}

/** In UTC, where every day has 24 hours. @returns undefined if a number is out of its range. */
function parseCron(expression: string): Cron | undefined {
  try {
    return new Cron(expression, { mode: '5-part', paused: true, timezone: 'UTC' });
  } catch {
    return undefined;
  }
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone }).format().length > 0;
  } catch {
    return false;
  }
}
