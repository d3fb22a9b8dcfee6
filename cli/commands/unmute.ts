import { CloudWatchClient, DeleteAlarmMuteRuleCommand, PutAlarmMuteRuleCommand } from '@aws-sdk/client-cloudwatch';
import { muteRulePrefixes, namesOf } from '../../lib/config/names';
import { readVigilAlarms } from '../alarms/deployedAlarms';
import { hasNoMuteRules, readMuteRules, scheduleOf } from '../alarms/muteRules';
import { muteWindows } from '../alarms/muteWindows';
import { askAws } from '../askAws';
import { awsSettings } from '../awsSettings';
import { requireConfig } from '../configFile';
import { formatMinute } from '../history/utcTimes';
import { type ExitCode, exitCodes, type Io } from '../io';
import { type Ending, endMute } from '../silence/muteRule';
import { deleteRules, findOldRules } from '../silence/oldRules';

/** The longest mute. */
const ahead = 15 * 86_400_000;

/** Ends what `mute` began. Planned maintenance, which is part of the stack, stays. */
export async function unmute(io: Io, options: { readonly config: string }): Promise<ExitCode> {
  const config = await requireConfig(io, options.config);
  const client = new CloudWatchClient(awsSettings(config.cluster.region));
  const now = io.now();
  try {
    const alarms = await readVigilAlarms(client, config);
    const { rules, denied } = await readMuteRules(
      client,
      alarms.map(({ name }) => name),
    ).catch((error: unknown) => {
      if (hasNoMuteRules(error)) return { rules: [], denied: [] };
      throw error;
    });
    const active = rules.flatMap((rule) => {
      const [window] = muteWindows(scheduleOf(rule), { from: now, to: now + ahead });
      return window === undefined ? [] : [{ rule, window }];
    });
    const prefix = muteRulePrefixes(namesOf(config)).mute;
    const ownDenied = denied.find(({ name }) => name.startsWith(prefix));
    if (ownDenied !== undefined) throw ownDenied.error;
    const own = active.filter(({ rule }) => rule.Name?.startsWith(prefix));
    for (const { rule, window } of own) {
      const ending = endMute(rule, window, now);
      await end(client, ending);
      const what = ending.type === 'delete' ? 'was deleted before it began' : `ends at ${formatMinute(ending.to)}`;
      io.stdout.write(`The mute ${rule.Name} (${rule.Description ?? 'no reason'}) ${what}.\n`);
    }
    if (own.length === 0) io.stdout.write('No mute to end.\n');
    for (const { rule, window } of active.filter((one) => !own.includes(one))) {
      const state = window.from <= now ? 'mutes' : 'will mute';
      io.stdout.write(
        `The rule ${rule.Name} stays, and ${state} from ${formatMinute(window.from)} to ${formatMinute(window.to)}.\n`,
      );
    }
    for (const { name } of denied.filter(({ status }) => status !== 'EXPIRED')) {
      io.stdout.write(`The rule ${name} stays; your AWS credentials may not read when it mutes.\n`);
    }
    io.stdout.write(await deleteRules(client, findOldRules(rules, prefix, now)));
    return exitCodes.OK;
  } finally {
    client.destroy();
  }
}

function end(client: CloudWatchClient, ending: Ending): Promise<unknown> {
  const policyIn = 'docs/operations.md';
  if (ending.type === 'shorten') {
    const send = () => client.send(new PutAlarmMuteRuleCommand(ending.input));
    return askAws({ action: 'cloudwatch:PutAlarmMuteRule', policyIn, send });
  }
  const send = () => client.send(new DeleteAlarmMuteRuleCommand({ AlarmMuteRuleName: ending.name }));
  return askAws({ action: 'cloudwatch:DeleteAlarmMuteRule', policyIn, send });
}
