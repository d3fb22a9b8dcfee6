import type { AlarmRole, NotifyConfig } from '../../model/notifyConfig';
import { toOneLine } from '../../model/safeText';
import { truncate } from '../../model/truncate';
import { nameFile } from '../observe/readCommand';
import type { AlarmChange } from './alarmEvent';
import { formatTime } from './formatTime';
import type { RecentRuns } from './readRuns';
import { describeRecovery } from './recovery';
import type { ReportedTarget } from './reportedRun';
import { describeSituation, type Situation } from './situation';

/** A message for people. */
export interface Message {
  /** Printable ASCII of less than 100 characters, as SNS requires. */
  readonly subject: string;
  readonly body: string;
}

/** Source: Amazon Simple Notification Service API Reference, Publish (`Subject`). */
const maxSubject = 99;
const maxTargets = 20;
const maxText = 1000;

/** What an alarm says by itself; of the others, its values do. */
const meanings: Readonly<Partial<Record<AlarmRole, string>>> = {
  blind: 'Health was unknown again and again.',
  chronic: 'Targets are short of what they need again and again, each time within their grace periods.',
  watchdog: 'Alertmanager sends no Watchdog: its other alerts may reach nobody either.',
};

/** The alarms for the person on call. */
const pages: ReadonlySet<AlarmRole> = new Set(['health', 'watchdog']);

/** Writes the message about a change of an alarm. Pure. */
export function writeMessage(change: AlarmChange, recent: RecentRuns, config: NotifyConfig): Message {
  const { alarm, state, at } = change;
  const situation =
    state === 'OK' ? describeRecovery(change, recent, config) : describeSituation(change, recent, config);
  const runbook = config.runbooks[pages.has(alarm.role) ? 'page' : 'ticket'];
  const role = alarm.role === 'health' ? '' : ` (${alarm.role})`;
  return {
    subject: toSubject(`[${config.label}] ${state}${role}: ${situation.headline}`),
    body: nameFileOf(config, [
      `${toSentence(situation.headline)}.`,
      ...(state === 'ALARM' ? describeMeaning(change) : []),
      ...describeTargets(situation),
      ...situation.notes.map((note) => toOneLine(note)),
      '',
      `Alarm ${alarm.name}: ${state} at ${new Date(at).toISOString().slice(0, 16)}Z`,
      `${config.alarm}${encodeURIComponent(alarm.name)}`,
      `Log: ${config.log}`,
      ...(runbook === undefined ? [] : [`Runbook: ${runbook}`]),
    ]),
  };
}

function nameFileOf({ file }: NotifyConfig, lines: readonly string[]): string {
  const text = lines.join('\n');
  return file === undefined ? text : nameFile(text, file);
}

/** `The metric was 0 in 5 and missing in 1 of the 6 periods that CloudWatch evaluated.` */
function describeMeaning({ alarm, evaluated }: AlarmChange): string[] {
  const meaning = meanings[alarm.role];
  if (meaning !== undefined) return [meaning];
  const values = evaluated?.values ?? [];
  const parts = [
    ['0', values.filter((value) => value === 0).length] as const,
    ['missing', values.filter((value) => value < 0).length] as const,
  ].filter(([, periods]) => periods > 0);
  if (parts.length === 0) return [];
  const metric = alarm.role === 'ticket' ? 'metric of the severity ticket' : 'metric';
  const described = parts.map(([value, periods]) => `${value} in ${periods}`).join(' and ');
  return [`The ${metric} was ${described} of the ${values.length} periods that CloudWatch evaluated.`];
}

function toSentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function describeTargets({ title, targets, at }: Situation): string[] {
  if (targets.length === 0) return [];
  const described = targets.slice(0, maxTargets).map((one) => {
    const text = describeTarget(one, at);
    // What keeps several from being read is said once, as it is of the first of them.
    const common = one.cause === undefined ? text : describeTarget({ ...one, message: one.cause }, at);
    return { target: one.target, text, common };
  });
  const lines = [...new Set(described.map(({ common }) => common))].map((common) => {
    const alike = described.filter((one) => one.common === common);
    return `- ${alike.map(({ target }) => target).join(', ')} ${alike[0]?.text}`;
  });
  const more = targets.length > maxTargets ? [`- and ${targets.length - maxTargets} more: see the log`] : [];
  return ['', `${title}:`, ...lines, ...more, ''];
}

function describeTarget({ verdict, reason, message, isTicket, since, command }: ReportedTarget, at: number): string {
  const marks = [verdict, reason, ...(isTicket ? ['ticket'] : [])].join(', ');
  const start = since === undefined ? '' : `, since ${formatTime(since, at)}`;
  const first = command === undefined ? '' : `\n  First: ${toOneLine(command)}`;
  return `(${marks}${start}): ${truncate(toOneLine(message), maxText)}${first}`;
}

function toSubject(text: string): string {
  const ascii = toOneLine(text).replace(/[^ -~]/g, '?');
  return ascii.length <= maxSubject ? ascii : `${ascii.slice(0, maxSubject - 3)}...`;
}
