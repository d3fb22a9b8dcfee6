import type { CloudWatchClient, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { namesOf } from '../../lib/config/names';
import type { Config } from '../../lib/config/schema/schema';
import type { Severity } from '../../model/severity';
import { askWith } from '../askAws';
import { UserError } from '../io';
import { expectedAlarms } from './expectedAlarms';
import { readAlarms } from './readAlarms';

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
  const expected = expectedAlarms({ config, names: namesOf(config) });
  const names = expected.map(({ name }) => name);
  const described = await readAlarms(client, names, askWith('docs/operations.md'));
  const found = expected.flatMap(({ id, name, key }): VigilAlarm[] => {
    const deployed = described.find(({ AlarmName }) => AlarmName === name);
    if (deployed === undefined) return [];
    return [{ id, name, severity: key.includes('.ticket.') ? 'ticket' : 'page', deployed }];
  });
  if (found.length > 0) return found;
  throw new UserError(
    `none of the alarms ${names.join(', ')} exists in this account and region; deploy, or select the account with AWS_PROFILE`,
  );
}
