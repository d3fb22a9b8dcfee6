import { CloudWatchClient, PutAlarmMuteRuleCommand } from '@aws-sdk/client-cloudwatch';
import { muteRulePrefixes, namesOf } from '../../lib/config/names';
import { formatDuration, parseDuration } from '../../model/duration';
import type { Severity } from '../../model/severity';
import { readVigilAlarms } from '../alarms/deployedAlarms';
import { hasNoMuteRules, readMuteRules } from '../alarms/muteRules';
import { askAws } from '../askAws';
import { awsSettings } from '../awsSettings';
import { requireConfig } from '../configFile';
import { quote } from '../doctor/commands';
import { formatMinute } from '../history/utcTimes';
import { type ExitCode, exitCodes, type Io, UserError } from '../io';
import { createMute } from '../silence/muteRule';
import { deleteRules, findOldRules } from '../silence/oldRules';

export interface MuteOptions {
  readonly config: string;
  readonly for: string;
  readonly reason: string;
  readonly severity?: Severity;
}

/** Source: Amazon CloudWatch API Reference, PutAlarmMuteRule (`Schedule`, `Description`). */
const longest = 15 * 86_400;
const longestReason = 1024;

/** Mutes the alarms of a vigil for some time, by a mute rule of CloudWatch. */
export async function mute(io: Io, options: MuteOptions): Promise<ExitCode> {
  const { reason, severity } = options;
  const length = parseLength(options.for);
  if (reason.trim() === '' || reason.length > longestReason) {
    throw new UserError(`--reason: expected 1 to ${longestReason} characters, such as "node upgrade, ticket 123"`);
  }
  const config = await requireConfig(io, options.config);
  const { region } = config.cluster;
  const client = new CloudWatchClient(awsSettings(region));
  try {
    const alarms = (await readVigilAlarms(client, config)).filter(
      (one) => severity === undefined || one.severity === severity,
    );
    const alarmNames = alarms.map(({ name }) => name);
    if (alarmNames.length === 0) throw new UserError(`there is no alarm with the severity ${severity}`);
    const prefix = muteRulePrefixes(namesOf(config)).mute;
    const { from, to, ...input } = createMute({
      prefix,
      alarmNames,
      severity,
      reason,
      now: io.now(),
      length,
    });
    await askAws({
      action: 'cloudwatch:PutAlarmMuteRule',
      policyIn: 'docs/operations.md',
      send: () => client.send(new PutAlarmMuteRuleCommand(input)),
    }).catch((error: unknown) => {
      throw hasNoMuteRules(error) ? refuse(region) : error;
    });
    io.stdout.write(
      `Muted from ${formatMinute(from)} to ${formatMinute(to)} (${formatDuration(length)}): ${alarms.map(({ id }) => id).join(', ')}.
The rule ${input.Name} ends by itself. An alarm that fired meanwhile and is still in ALARM then notifies.
To end it now: npx --no-install eks-vigil unmute --config ${quote(options.config)}
`,
    );
    const cleaned = await deleteOldRules(client, alarmNames, prefix, io.now()).catch(
      ({ message }: Error) => `note: mutes that ended long ago were not deleted: ${message}\n`,
    );
    io.stderr.write(cleaned);
    return exitCodes.OK;
  } finally {
    client.destroy();
  }
}

async function deleteOldRules(
  client: CloudWatchClient,
  alarmNames: readonly string[],
  prefix: string,
  now: number,
): Promise<string> {
  const { rules } = await readMuteRules(client, alarmNames);
  return deleteRules(client, findOldRules(rules, prefix, now));
}

function parseLength(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined || seconds < 60 || seconds > longest || seconds % 60 !== 0) {
    throw new UserError(`--for: got ${text}; expected full minutes from 1m to 15d, such as 2h or 1h30m`);
  }
  return seconds;
}

/** What else there is: disabled actions are lost, and nobody enables them again by itself. */
function refuse(region: string): UserError {
  return new UserError(
    `CloudWatch in ${region} has no alarm mute rules, so nothing was muted. Do not disable the actions of an alarm: if it fires meanwhile, it does not notify when they are enabled again. Use a maintenance window of the service that receives the notifications`,
  );
}
