import { type CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { namesOf, type VigilNames } from '../../lib/config/names';
import type { Config } from '../../lib/config/schema/schema';
import type { Severity } from '../../model/severity';
import { askAws } from '../askAws';
import { expectedAlarms } from '../doctor/vigilAlarms';
import { UserError } from '../io';

/** An alarm of a vigil that exists. */
export interface VigilAlarm {
  /** Such as health. */
  readonly id: string;
  readonly name: string;
  /** Whom it notifies. */
  readonly severity: Severity;
  readonly deployed: MetricAlarm;
}

/**
 * The alarms of a vigil that exist.
 *
 * @throws UserError if there are none.
 */
export async function readVigilAlarms(client: CloudWatchClient, config: Config): Promise<VigilAlarm[]> {
  if (config.dryRun) throw new UserError('dryRun: true: the configuration has no alarms');
  const names = namesOf(config);
  const expected = expectedAlarms({ config, names });
  const described = await askAws({
    action: 'cloudwatch:DescribeAlarms',
    policyIn: 'docs/operations.md',
    send: () => client.send(new DescribeAlarmsCommand({ AlarmNames: expected.map(({ name }) => name) })),
  });
  const found = expected.flatMap(({ name, key }): VigilAlarm[] => {
    const deployed = described?.MetricAlarms?.find(({ AlarmName }) => AlarmName === name);
    if (deployed === undefined) return [];
    return [{ id: idOf(names, name), name, severity: key.includes('.ticket.') ? 'ticket' : 'page', deployed }];
  });
  if (found.length > 0) return found;
  throw new UserError(
    `none of the alarms ${expected.map(({ name }) => name).join(', ')} exists in this account and region; deploy, or select the account with AWS_PROFILE`,
  );
}

function idOf({ alarms }: VigilNames, name: string): string {
  return Object.entries(alarms).find(([, one]) => one === name)?.[0] ?? name;
}
