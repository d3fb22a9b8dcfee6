import { type JsonObject, record } from '../../../model/json';
import { type Problem, quote } from '../diagnostics/diagnostic';
import { namesOf } from '../names';

/** Checks of `watchdog`. They read the raw input, and report nothing that the schema already rejects. */

/** Settings with which no Watchdog can arrive, or nobody is notified. */
export function findWatchdogProblems(input: unknown): Problem[] {
  const root = record(input);
  const watchdog = record(root.watchdog);
  const { name, region } = record(root.cluster);
  if (watchdog.topic !== true || typeof name !== 'string' || typeof region !== 'string') return [];
  const vigil = typeof root.name === 'string' ? root.name : undefined;
  const { topic } = namesOf({ cluster: { name, region }, name: vigil });
  return findOwnTopic(root, `:${region}:`, `:${topic}`);
}

/** CloudWatch may not publish to the topic of the Watchdog, and its messages would be mistaken for those of Alertmanager. */
function findOwnTopic(root: JsonObject, region: string, topic: string): Problem[] {
  const alarms = record(root.alarms);
  const lists = [
    { path: ['alarms', 'page'], values: record(alarms.page) },
    { path: ['alarms', 'ticket'], values: record(alarms.ticket) },
    { path: ['alarm'], values: record(root.alarm) },
  ];
  return lists.flatMap(({ path, values }) =>
    ['actions', 'okActions'].flatMap((key) => {
      const list: readonly unknown[] = Array.isArray(values[key]) ? values[key] : [];
      return list.flatMap((arn, index): Problem[] => {
        if (typeof arn !== 'string' || !arn.includes(`:sns${region}`) || !arn.endsWith(topic)) return [];
        const message = `got ${quote(arn)}: it is the topic for the Watchdog, which counts the messages of Alertmanager; use a topic that notifies a person.`;
        return [{ path: [...path, key, index], atKey: false, message }];
      });
    }),
  );
}
