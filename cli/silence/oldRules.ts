import {
  type CloudWatchClient,
  DeleteAlarmMuteRuleCommand,
  type GetAlarmMuteRuleOutput,
} from '@aws-sdk/client-cloudwatch';
import { pluralize } from '../../model/pluralize';
import { scheduleOf } from '../alarms/muteRules';
import { muteWindows } from '../alarms/muteWindows';
import { askAws } from '../askAws';

/** How long the command `history` looks back, in milliseconds. */
const kept = 14 * 86_400_000;
/** What `createMute` adds to the prefix: the severity and the time. */
const ownName = /^(all|page|ticket)-\d{8}T\d{9}$/;

/**
 * The names of the rules that `mute` made, and that ended before what `history` can show. Pure.
 *
 * @param prefix - what the names of the rules of a vigil begin with.
 * @param now - in milliseconds since the epoch.
 */
export function findOldRules(rules: readonly GetAlarmMuteRuleOutput[], prefix: string, now: number): string[] {
  return rules.flatMap((rule) => {
    const { Name: name = '' } = rule;
    if (!name.startsWith(prefix) || !ownName.test(name.slice(prefix.length))) return [];
    // A schedule that cannot be read has no window at all: its rule stays.
    const windows = muteWindows(scheduleOf(rule), { from: 0, to: Number.POSITIVE_INFINITY });
    return windows.length > 0 && windows.every(({ to }) => to < now - kept) ? [name] : [];
  });
}

/**
 * Deletes such rules: nobody else would, and each one is read by `history`, `unmute` and `mute`.
 *
 * @returns what was done, in a sentence; empty if nothing was.
 */
export async function deleteRules(client: CloudWatchClient, names: readonly string[]): Promise<string> {
  for (const name of names) {
    await askAws({
      action: 'cloudwatch:DeleteAlarmMuteRule',
      policyIn: 'docs/operations.md',
      send: () => client.send(new DeleteAlarmMuteRuleCommand({ AlarmMuteRuleName: name })),
    });
  }
  return names.length === 0 ? '' : `Deleted ${pluralize(names.length, 'mute')} that ended more than 14 days ago.\n`;
}
