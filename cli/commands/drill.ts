import { type AlarmHistoryItem, CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { muteRulePrefixes, namesOf } from '../../lib/config/names';
import { drillReason } from '../../model/drill';
import { pluralize } from '../../model/pluralize';
import { toOneLine } from '../../model/safeText';
import { readVigilAlarms, type VigilAlarm } from '../alarms/deployedAlarms';
import { hasNoMuteRules, readMuteRules, scheduleOf } from '../alarms/muteRules';
import { muteWindows } from '../alarms/muteWindows';
import { askAws } from '../askAws';
import { awsSettings } from '../awsSettings';
import { requireConfig } from '../configFile';
import { quote } from '../doctor/commands';
import { readAlarmHistory } from '../history/read/alarms';
import { formatMinute } from '../history/utcTimes';
import { colorsFor, type ExitCode, exitCodes, type Io, UserError } from '../io';
import { ProgressLine } from '../progress';
import { type ActionResult, judgeActions } from '../silence/judgeActions';

export interface DrillOptions {
  readonly config: string;
  readonly alarm: string;
  readonly yes?: boolean;
}

const interval = 5_000;
/** Rounds of waiting: CloudWatch carries out actions within seconds. */
const rounds = 12;

/** Fires an alarm on purpose, and reports what it notified. */
export async function drill(io: Io, options: DrillOptions): Promise<ExitCode> {
  const config = await requireConfig(io, options.config);
  const client = new CloudWatchClient(awsSettings(config.cluster.region));
  try {
    const alarms = await readVigilAlarms(client, config);
    const alarm = alarms.find(({ id }) => id === options.alarm);
    if (alarm === undefined) {
      const known = alarms.map(({ id }) => id).join(', ');
      throw new UserError(`--alarm: got ${options.alarm}; expected one of the alarms that exist: ${known}`);
    }
    const arns = requireActions(alarm, options);
    await rejectMuted(client, alarm, io.now(), {
      prefix: muteRulePrefixes(namesOf(config)).mute,
      command: `npx --no-install eks-vigil unmute --config ${quote(options.config)}`,
    });
    if (!(await isConfirmed(io, options, alarm, arns))) {
      io.stdout.write('Nothing was done.\n');
      return exitCodes.UNKNOWN;
    }
    const results = await fire(io, client, alarm, arns);
    return report(io, alarm, results);
  } finally {
    client.destroy();
  }
}

/** @throws UserError if firing the alarm would notify nobody. */
function requireActions({ name, deployed }: VigilAlarm, { config }: DrillOptions): readonly string[] {
  const { AlarmActions: arns = [], ActionsEnabled: isEnabled, StateValue: state } = deployed;
  if (isEnabled === false) {
    const command = `npx --no-install eks-vigil doctor --config ${quote(config)}`;
    throw new UserError(`the actions of ${name} are disabled; run \`${command}\``);
  }
  if (arns.length === 0) throw new UserError(`${name} has no action: nobody is notified; add one, and deploy`);
  if (state === 'ALARM') {
    throw new UserError(`${name} is in ALARM already, and only a change of the state notifies; wait until it is OK`);
  }
  return arns;
}

interface Unmute {
  /** What the names of the rules begin with that it ends. */
  readonly prefix: string;
  readonly command: string;
}

async function rejectMuted(
  client: CloudWatchClient,
  { name }: VigilAlarm,
  now: number,
  { prefix, command }: Unmute,
): Promise<void> {
  const { rules, denied } = await readMuteRules(client, [name]).catch((error: unknown) => {
    if (hasNoMuteRules(error)) return { rules: [], denied: [] };
    throw error;
  });
  const active = denied.find(({ status }) => status === 'ACTIVE');
  if (active !== undefined) {
    throw new UserError(
      `${name} is muted by the rule ${active.name}, of which your AWS credentials may not read the end, so it would notify only then; wait, or ask who made the rule`,
    );
  }
  for (const rule of rules) {
    const [window] = muteWindows(scheduleOf(rule), { from: now, to: now + 1 });
    if (window === undefined) continue;
    const remedy = rule.Name?.startsWith(prefix) === true ? `, or run \`${command}\`` : '';
    throw new UserError(
      `${name} is muted until ${formatMinute(window.to)} by the rule ${rule.Name} (${rule.Description ?? 'no reason'}), so it would notify only then; wait${remedy}`,
    );
  }
}

async function isConfirmed(
  io: Io,
  { yes }: DrillOptions,
  alarm: VigilAlarm,
  arns: readonly string[],
): Promise<boolean> {
  if (yes === true) return true;
  if (!io.stdout.isTerminal) throw new UserError('a drill notifies people: run it in a terminal, or with --yes');
  const answer = await io.ask(`This fires ${alarm.name} and notifies ${arns.join(', ')}. Continue? [y/N] `);
  return /^y(es)?$/i.test(answer.trim());
}

async function fire(io: Io, client: CloudWatchClient, { name }: VigilAlarm, arns: readonly string[]) {
  const started = io.now();
  const progress = new ProgressLine(io);
  const signal = io.interruption();
  const input = { AlarmName: name, StateValue: 'ALARM', StateReason: drillReason } as const;
  await askAws({
    action: 'cloudwatch:SetAlarmState',
    policyIn: 'docs/operations.md',
    send: () => client.send(new SetAlarmStateCommand(input)),
  });
  let results: ActionResult[] = [];
  try {
    for (let round = 0; round < rounds && !signal.aborted; round++) {
      progress.show(`${name} is in ALARM; waiting for what its history says about ${pluralize(arns.length, 'action')}`);
      await io.sleep(interval, signal);
      // The clock of this machine may be ahead.
      const items = await readAlarmHistory(client, { name, from: started - 60_000, now: io.now() + 60_000 });
      results = judgeActions(arns, sinceDrill(items));
      if (results.every(({ state }) => state !== 'missing')) break;
    }
  } finally {
    progress.clear();
  }
  return results;
}

/** Actions come after the change of the state that this drill made. */
function sinceDrill(items: readonly AlarmHistoryItem[]): readonly AlarmHistoryItem[] {
  const index = items.findLastIndex(
    ({ HistoryItemType: type, HistoryData: data }) => type === 'StateUpdate' && data?.includes(drillReason),
  );
  return index < 0 ? [] : items.slice(index);
}

function report(io: Io, { name, deployed }: VigilAlarm, results: readonly ActionResult[]): ExitCode {
  const colors = colorsFor(io.stdout, io.env);
  const paint = { succeeded: colors.green, failed: colors.red, missing: colors.magenta };
  for (const { arn, state, evidence } of results) {
    io.stdout.write(`${paint[state](state.padEnd(9))}  ${arn}  ${toOneLine(evidence)}\n`);
  }
  const onOk = pluralize(deployed.OKActions?.length ?? 0, 'OK action');
  io.stdout.write(
    `${name} returns by itself with its next evaluation, within a minute or so, and then calls its ${onOk}.\nThat CloudWatch called an action does not prove that somebody read it: ask the person on call.\n`,
  );
  const isFailed = results.some(({ state }) => state === 'failed');
  const isComplete = results.length > 0 && results.every(({ state }) => state === 'succeeded');
  return isComplete ? exitCodes.OK : isFailed ? exitCodes.CRITICAL : exitCodes.UNKNOWN;
}
