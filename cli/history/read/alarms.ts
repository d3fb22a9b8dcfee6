import { type AlarmHistoryItem, type CloudWatchClient, DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import { readAlarms } from '../../alarms/readAlarms';
import { askAws, askWith } from '../../askAws';
import { parseHistoryItems } from '../alarmHistory';
import type { AlarmFacts } from '../facts';

/** An alarm by the part of its name that tells which one it is, such as `health`. */
export interface NamedAlarm {
  readonly id: string;
  readonly name: string;
}

export interface AlarmSource {
  readonly alarms: readonly NamedAlarm[];
  /** In milliseconds since the epoch. */
  readonly from: number;
  readonly now: number;
}

/**
 * Reads what alarms did from a time until now, so that their state at that time is known.
 *
 * @throws UserError if it cannot be read.
 */
export async function readAlarmFacts(
  client: CloudWatchClient,
  { alarms, from, now }: AlarmSource,
): Promise<AlarmFacts[]> {
  const names = alarms.map(({ name }) => name);
  const described = await readAlarms(client, names, askWith('docs/history.md'));
  return Promise.all(
    alarms.map(async ({ id, name }) => {
      const items = await readAlarmHistory(client, { name, from, now });
      const state = described.find(({ AlarmName }) => AlarmName === name)?.StateValue;
      return { name: id, state, ...parseHistoryItems(items) };
    }),
  );
}

/** Reads the history of one alarm, the oldest item first. */
export async function readAlarmHistory(
  client: CloudWatchClient,
  { name, from, now }: { readonly name: string; readonly from: number; readonly now: number },
): Promise<AlarmHistoryItem[]> {
  const items: AlarmHistoryItem[] = [];
  let token: string | undefined;
  do {
    const command = new DescribeAlarmHistoryCommand({
      AlarmName: name,
      AlarmTypes: ['MetricAlarm'],
      StartDate: new Date(from),
      EndDate: new Date(now),
      MaxRecords: 100,
      ScanBy: 'TimestampAscending',
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const page = await askAws({
      action: 'cloudwatch:DescribeAlarmHistory',
      policyIn: 'docs/history.md',
      send: () => client.send(command),
    });
    items.push(...(page?.AlarmHistoryItems ?? []));
    token = page?.NextToken;
  } while (token !== undefined);
  return items;
}
