import { z } from 'zod';
import { actsOnOk } from '../alarms/actions';
import { healthEvaluation } from '../alarms/evaluation';
import { always } from './targetSchema';

const arn = z
  .string()
  .regex(/^arn:aws[-a-z]*:[-a-z0-9]+:/)
  .meta({ errorMessage: 'an ARN such as arn:aws:sns:eu-central-1:111122223333:on-call' });
const actions = z.array(arn).max(5);
const mostActions = 'a list of at most 5 ARNs (the CloudWatch limit)';

const notifications = {
  actions: actions
    .default([])
    .meta({ description: 'ARNs of the alarm actions, such as an SNS topic to notify.', errorMessage: mostActions }),
  okActions: actions.optional().meta({
    description:
      'ARNs of the actions when the alarm returns to OK. Default: those of actions that can act on OK (SNS, Lambda, Auto Scaling).',
    errorMessage: mostActions,
  }),
};
const email = z
  .array(
    z
      .string()
      .max(254)
      .regex(/^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>"]+$/)
      .meta({ errorMessage: 'an email address such as on-call@example.com' }),
  )
  .min(1)
  .max(10)
  .optional()
  .meta({
    description:
      'Email addresses to notify: the stack then has an encrypted SNS topic, which the alarms call beside `actions`, also when they return to OK. Each address has to confirm its subscription. Default: none.',
    errorMessage: 'a list of 1 to 10 email addresses, such as [on-call@example.com]',
  });
const runbook = z
  .string()
  .max(300)
  .regex(/^https?:\/\/[^\s"<>]+$/)
  .optional()
  .meta({
    description:
      'URL of your runbook, for the description of the alarm. Default: none; the description then only names the section of docs/runbook.md of eks-vigil, which is no link.',
    errorMessage: 'a URL of at most 300 characters, such as https://wiki.example.com/runbooks/eks-vigil',
  });

const periods = {
  evaluationPeriods: z.int().min(1).optional().meta({
    description:
      'Number of periods (of `seconds`) that the alarm evaluates. Default: 6, with longer periods 3 (up to 10 minutes) or 2.',
    errorMessage: 'an integer of at least 1',
  }),
  datapointsToAlarm: z.int().min(1).optional().meta({
    description:
      'Number of these periods in which the metric must be 0 or missing for the alarm to fire. Default: 5, with longer periods 3 (up to 10 minutes) or 2.',
    errorMessage: 'an integer of at least 1',
  }),
};

/** An alarm that could never fire. Values may be of any type, because this also runs for invalid mappings. */
function checkPeriods(
  { datapointsToAlarm: m, evaluationPeriods: n }: { readonly [key in keyof typeof periods]?: unknown },
  context: z.RefinementCtx,
): void {
  if (typeof m !== 'number' || typeof n !== 'number' || m <= n) return;
  const message = `datapointsToAlarm (${m}) is larger than evaluationPeriods (${n}), so the alarm could never fire`;
  context.addIssue({ code: 'custom', path: ['datapointsToAlarm'], message });
}

const page = z
  .strictObject({ ...periods, ...notifications, email, runbook })
  .superRefine(checkPeriods, always)
  .prefault({})
  .meta({
    description:
      'The alarm `health`, which fires if the metric is 0 or missing: for the person on call. Targets with `severity: ticket` are not in it.',
  });

const ticket = z
  .strictObject({
    ...notifications,
    email,
    runbook,
    chronic: z.boolean().default(true).meta({
      description:
        'Whether the alarm `chronic` and its metric exist. It fires if a target with `severity: page` is short of what it needs in 40 of 120 minutes; with `seconds` above 60, in half of the runs of an hour.',
    }),
  })
  .prefault({})
  .meta({
    description:
      'The alarms `blind` and `chronic`, and the alarm `ticket` of the targets with `severity: ticket`: for a ticket on the next working day.',
  });

export const alarms = z
  .strictObject({ page, ticket })
  .prefault({})
  .meta({ description: 'When the alarms fire, and what they notify.' });

/** The former name of `alarms.page`. */
export const alarm = z
  .strictObject({ ...periods, ...notifications })
  .superRefine(checkPeriods, always)
  .optional()
  .meta({ description: 'Former name of `alarms.page`.', deprecated: true });

type Actions = { readonly actions: readonly string[]; readonly okActions?: readonly string[] | undefined };

/** The settings of all alarms with their defaults, which depend on each other and on the period. */
export function resolveAlarms({
  seconds,
  alarm: former,
  alarms: given,
}: {
  readonly seconds: number;
  readonly alarm?: z.output<typeof alarm>;
  readonly alarms: z.output<typeof alarms>;
}) {
  const configured = former === undefined ? given.page : { ...former, email: undefined, runbook: undefined };
  return {
    page: { ...configured, ...resolveActions(configured), ...resolvePeriods(seconds, configured) },
    ticket: { ...given.ticket, ...resolveActions(given.ticket) },
  };
}

function resolveActions({ actions: list, okActions }: Actions) {
  return { actions: list, okActions: okActions ?? list.filter(actsOnOk) };
}

/** The default of one of the numbers never contradicts the other one. */
export function resolvePeriods(
  seconds: number,
  {
    evaluationPeriods: n,
    datapointsToAlarm: m,
  }: { evaluationPeriods?: number | undefined; datapointsToAlarm?: number | undefined },
) {
  const defaults = healthEvaluation(seconds);
  return {
    evaluationPeriods: n ?? Math.max(defaults.evaluationPeriods, m ?? 0),
    datapointsToAlarm: m ?? Math.min(defaults.datapointsToAlarm, n ?? Number.POSITIVE_INFINITY),
  };
}
