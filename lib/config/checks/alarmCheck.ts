import { formatDuration } from '../../../model/duration';
import { type JsonObject, record, records } from '../../../model/json';
import { describeActionProblem } from '../alarms/actions';
import { mostEvaluationPeriods } from '../alarms/evaluation';
import { type Problem, quote } from '../diagnostics/diagnostic';
import { shortTargetsName, ticketMetricName } from '../names';
import { resolvePeriods } from '../schema/alarmSchema';

/** Checks of the alarms. They read the raw input, and report nothing that the schema already rejects. */

/** An outage should fire within this many seconds. */
const longestDelay = 30 * 60;
const longestMetricName = 255;
/** Source: Amazon CloudWatch API Reference, PutMetricAlarm (`AlarmActions`). */
const mostActions = 5;

/** Settings with which an alarm cannot work. */
export function findAlarmProblems(input: unknown): Problem[] {
  return [
    ...rejectBothNames(record(input)),
    ...findActionProblems(record(input)),
    ...findEmailProblems(record(input)),
    ...findPeriodProblems(record(input)),
    ...checkMetricName(record(input)),
  ];
}

/** Settings that are allowed, but most likely not intended. */
export function findAlarmWarnings(input: unknown): Problem[] {
  const root = record(input);
  return [
    ...(root.alarm === undefined
      ? []
      : [
          {
            path: ['alarm'],
            atKey: true,
            message: 'is the former name of alarms.page; write alarms: { page: { … } }.',
          },
        ]),
    // In a dry run there are no alarms.
    ...(root.dryRun === true ? [] : [...warnOfMissingActions(root), ...warnOfSlowAlarm(root)]),
  ];
}

/** `alarms.page`, or what is under its former name. */
function findPage(root: JsonObject): { readonly path: readonly string[]; readonly values: JsonObject } {
  return root.alarm === undefined
    ? { path: ['alarms', 'page'], values: record(record(root.alarms).page) }
    : { path: ['alarm'], values: record(root.alarm) };
}

function findTicket(root: JsonObject) {
  return { path: ['alarms', 'ticket'], values: record(record(root.alarms).ticket) };
}

function rejectBothNames({ alarm, alarms }: JsonObject): Problem[] {
  if (alarm === undefined || alarms === undefined) return [];
  return [{ path: ['alarm'], atKey: true, message: 'cannot be used with alarms; move its keys to alarms.page.' }];
}

function findActionProblems(root: JsonObject): Problem[] {
  const { region } = record(root.cluster);
  if (typeof region !== 'string') return [];
  return [findPage(root), findTicket(root)].flatMap(({ path, values }) =>
    (['actions', 'okActions'] as const).flatMap((key) => {
      const list: readonly unknown[] = Array.isArray(values[key]) ? values[key] : [];
      return list.flatMap((arn, index): Problem[] => {
        if (typeof arn !== 'string' || !/^arn:aws[-a-z]*:[-a-z0-9]+:/.test(arn)) return [];
        const problem = describeActionProblem(arn, region, key === 'actions' ? 'ALARM' : 'OK');
        if (problem === undefined) return [];
        return [{ path: [...path, key, index], atKey: false, message: `got ${quote(arn)}: ${problem}.` }];
      });
    }),
  );
}

/** The topic for the addresses is an action, too. */
function findEmailProblems(root: JsonObject): Problem[] {
  return [findPage(root), findTicket(root)].flatMap(({ path, values: { email, ...values } }) => {
    if (!Array.isArray(email)) return [];
    const addresses: readonly unknown[] = email;
    const full = (['actions', 'okActions'] as const).filter((key) => {
      const list = values[key];
      return Array.isArray(list) && list.length === mostActions;
    });
    return [
      ...full.map((key): Problem => {
        const message = `got a list of ${mostActions}, but with email at most ${mostActions - 1} are allowed, because the topic for the addresses is one of the ${mostActions} that CloudWatch calls.`;
        return { path: [...path, key], atKey: false, message };
      }),
      ...addresses.flatMap((address, index): Problem[] => {
        if (typeof address !== 'string' || addresses.indexOf(address) === index) return [];
        return [{ path: [...path, 'email', index], atKey: false, message: 'is listed twice; remove one of them.' }];
      }),
    ];
  });
}

function findPeriodProblems(root: JsonObject): Problem[] {
  const { path, values } = findPage(root);
  const { seconds = 60 } = root;
  const { evaluationPeriods } = values;
  if (!isPeriod(seconds) || !isCount(evaluationPeriods)) return [];
  const most = mostEvaluationPeriods(seconds);
  if (evaluationPeriods <= most) return [];
  const message = `got ${evaluationPeriods}: CloudWatch evaluates at most one day, or seven days with \`seconds: 3600\` or more; with \`seconds: ${seconds}\`, use at most ${most}.`;
  return [{ path: [...path, 'evaluationPeriods'], atKey: false, message }];
}

function checkMetricName(root: JsonObject): Problem[] {
  const { name } = record(root.metric);
  if (typeof name !== 'string' || name.length > longestMetricName) return [];
  const isCounted = findTicket(root).values.chronic !== false;
  const others = [
    ...(isCounted ? [shortTargetsName({ name })] : []),
    ...(hasTickets(root) ? [ticketMetricName({ name })] : []),
  ];
  const longest = Math.max(0, ...others.map((other) => other.length));
  if (longest <= longestMetricName) return [];
  const message = `has ${name.length} characters, but at most ${longestMetricName - (longest - name.length)} are allowed, because a second metric has this name with a suffix; use a shorter name${isCounted ? ', or alarms.ticket.chronic: false' : ''}.`;
  return [{ path: ['metric', 'name'], atKey: false, message }];
}

function hasTickets({ targets }: JsonObject): boolean {
  return records(targets).some(({ severity }) => severity === 'ticket');
}

function warnOfMissingActions(root: JsonObject): Problem[] {
  const [page, ticket] = [findPage(root), findTicket(root)];
  const missing = [page, ticket].filter(
    ({ values: { actions = [], email } }) => Array.isArray(actions) && actions.length === 0 && email === undefined,
  );
  const [only] = missing;
  if (only === undefined) return [];
  const path = missing.length > 1 ? ['alarms'] : [...only.path, 'actions'];
  const names = missing.length > 1 ? 'an alarm fires' : only === page ? describePage(root) : describeTicket(root);
  const message = `has no actions: nobody is notified when ${names}; add email addresses, or an action, such as an SNS topic.`;
  return [{ path, atKey: false, message }];
}

function describePage({ watchdog }: JsonObject): string {
  return record(watchdog).topic === true ? 'health or watchdog fires' : 'health fires';
}

function describeTicket(root: JsonObject): string {
  return hasTickets(root) ? 'ticket, blind or chronic fires' : 'blind or chronic fires';
}

function warnOfSlowAlarm(root: JsonObject): Problem[] {
  const { path, values } = findPage(root);
  const { seconds = 60 } = root;
  const { evaluationPeriods: n, datapointsToAlarm: m } = values;
  if (!isPeriod(seconds) || !isCountOrAbsent(n) || !isCountOrAbsent(m)) return [];
  const { datapointsToAlarm } = resolvePeriods(seconds, { evaluationPeriods: n, datapointsToAlarm: m });
  const delay = seconds * datapointsToAlarm;
  if (delay <= longestDelay) return [];
  const message = `the alarm fires only after an outage of ${formatDuration(delay)} (${datapointsToAlarm} periods of ${formatDuration(seconds)}).`;
  return [{ path: m === undefined ? ['seconds'] : [...path, 'datapointsToAlarm'], atKey: false, message }];
}

function isPeriod(value: unknown): value is number {
  return isCount(value) && value % 60 === 0 && value <= 86_400;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0;
}

function isCountOrAbsent(value: unknown): value is number | undefined {
  return value === undefined || isCount(value);
}
