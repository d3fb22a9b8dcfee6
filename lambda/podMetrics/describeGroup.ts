import { truncate } from '../../model/truncate';
import type { LogFields } from '../logging/log';
import type { ReadGroup } from './publishGroups';

/** Pods that the log names. */
const maxNamed = 5;

/** A group in the log line: how many pods were read, why the others were not, and what none of them exposes. */
export function describeGroup({ group, reading }: ReadGroup): LogFields {
  const where = { namespace: group.namespace, selector: group.selector };
  if (reading === undefined) return { ...where, listed: false };
  const { pods, ready, unread, contributions } = reading;
  const missing = group.metrics.flatMap(({ name }, index) =>
    contributions.length > 0 && contributions.every((ofPod) => ofPod[index] === undefined) ? name : [],
  );
  return {
    ...where,
    pods,
    ready,
    unread: unread.size,
    ...(unread.size === 0
      ? {}
      : { unreadPods: [...unread].slice(0, maxNamed).map(([pod, { message }]) => `${pod}: ${truncate(message)}`) }),
    ...(missing.length === 0 ? {} : { missing }),
  };
}
