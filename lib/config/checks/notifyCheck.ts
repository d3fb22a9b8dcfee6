import { type JsonObject, record } from '../../../model/json';
import { type Problem, quote } from '../diagnostics/diagnostic';
import { namesOf } from '../names';
import { partitionOf } from '../partitions';

/** Topics that cannot be notified, or that are meant for something else. Reads the raw input, and reports nothing that the schema rejects. */
export function findNotifyProblems(input: unknown): Problem[] {
  const root = record(input);
  const { topics } = record(root.notify);
  const { region } = record(root.cluster);
  if (!Array.isArray(topics) || typeof region !== 'string') return [];
  const list: readonly unknown[] = topics;
  const actions = calledTopics(root);
  const own = ownTopics(root);
  return list.flatMap((arn, index): Problem[] => {
    if (typeof arn !== 'string' || !/^arn:aws[-a-z]*:sns:/.test(arn)) return [];
    const why = describeProblem(arn, { region, actions, own, isRepeated: list.indexOf(arn) !== index });
    return why === undefined
      ? []
      : [{ path: ['notify', 'topics', index], atKey: false, message: `got ${quote(arn)}: ${why}.` }];
  });
}

interface Known {
  readonly region: string;
  /** What the alarms call. */
  readonly actions: ReadonlySet<unknown>;
  /** Names of the topics of the stack. */
  readonly own: readonly string[];
  readonly isRepeated: boolean;
}

function describeProblem(arn: string, { region, actions, own, isRepeated }: Known): string | undefined {
  const [, partition, , where, , name = ''] = arn.split(':');
  const expected = partitionOf(region);
  if (partition !== expected) return `it is in the partition ${partition}, but ${region} is in ${expected}`;
  if (where !== region) return `it is in the region ${where}, but the alarms are in ${region}; use a topic there`;
  if (actions.has(arn)) {
    return 'it is also an alarm action, and paging services expect the format of CloudWatch there; use another topic';
  }
  if (own.includes(name))
    return 'it is a topic of the stack, to which the alarms or Alertmanager publish; use another topic';
  return isRepeated ? 'it is listed twice; remove one of them' : undefined;
}

function calledTopics({ alarms, alarm }: JsonObject): ReadonlySet<unknown> {
  const { page, ticket } = record(alarms);
  const lists = [page, ticket, alarm].map(record).flatMap(({ actions, okActions }) => [actions, okActions]);
  return new Set(lists.flatMap((list): readonly unknown[] => (Array.isArray(list) ? list : [])));
}

function ownTopics({ cluster, name }: JsonObject): string[] {
  const { name: clusterName, region } = record(cluster);
  if (typeof clusterName !== 'string' || typeof region !== 'string') return [];
  const vigil = typeof name === 'string' ? name : undefined;
  const { topic, emailTopics } = namesOf({ cluster: { name: clusterName, region }, name: vigil });
  return [topic, ...Object.values(emailTopics)];
}
