import { type CloudWatchClient, ListAlarmMuteRulesCommand } from '@aws-sdk/client-cloudwatch';
import { errorMessage } from '../../model/errorMessage';

/** The mute rules that are active for an alarm. */
export interface ActiveMutes {
  /** Names. */
  readonly rules: readonly string[];
  /** Why they could not be read, such as in a region without mute rules. */
  readonly failure?: string;
}

/**
 * Reads which mute rules suppress the actions of an alarm now: neither the event nor the alarm tells. Never throws: an alarm of which
 * this is not known counts as not muted.
 * Source: Amazon CloudWatch API Reference, ListAlarmMuteRules (`ACTIVE`: the mute rule is currently muting alarm actions).
 */
export async function readActiveMutes(
  client: Pick<CloudWatchClient, 'send'>,
  alarmName: string,
  abortSignal: AbortSignal,
): Promise<ActiveMutes> {
  const rules: string[] = [];
  let token: string | undefined;
  try {
    do {
      const page = await client.send(
        new ListAlarmMuteRulesCommand({
          AlarmName: alarmName,
          Statuses: ['ACTIVE'],
          ...(token === undefined ? {} : { NextToken: token }),
        }),
        { abortSignal },
      );
      // An ARN ends with `:alarm-mute-rule:NAME`.
      rules.push(
        ...(page.AlarmMuteRuleSummaries ?? []).map(({ AlarmMuteRuleArn: arn = '' }) =>
          arn.split(':').slice(6).join(':'),
        ),
      );
      token = page.NextToken;
    } while (token !== undefined);
    return { rules };
  } catch (error) {
    return { rules, failure: errorMessage(error) };
  }
}
