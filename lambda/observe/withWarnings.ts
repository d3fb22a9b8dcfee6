import type { RuntimeTarget } from '../../model/runtimeConfig';
import { sumRestarts, withRestarts } from '../health/facts/restarts';
import { describeWarned, type ObjectVerdict, type TargetVerdict } from '../health/targetVerdict';
import type { KubernetesClient } from '../kubernetes/kubernetesClient';
import { aborted } from '../time/beside';
import type { Limits } from '../time/limits';
import { DatedReader } from './datedReader';
import { readCurrentEvidence } from './evidence';
import type { Unexplained } from './explanations';

/** Pods of a page: 20 KiB each at most, in a response of 1 MiB. */
const pageSize = 40;

/**
 * Completes the messages of Healthy targets by warnings and restarts of their pods. They are read after all verdicts are known, so they cannot
 * change any. Never throws, and returns what there is when the signal is aborted.
 *
 * @param verdicts - one for each target, in their order, and then others.
 */
export async function withWarnings(
  verdicts: readonly TargetVerdict[],
  targets: readonly RuntimeTarget[],
  unexplained: ReadonlyMap<RuntimeTarget, readonly Unexplained[]>,
  client: Pick<KubernetesClient, 'readOptional'>,
  limits: Limits,
): Promise<readonly TargetVerdict[]> {
  const reading = verdicts.map(async (verdict, index) => {
    const own = unexplained.get(targets[index] as RuntimeTarget);
    if (own === undefined || verdict.verdict !== 'Healthy') return verdict;
    const explained = await Promise.all(own.map((one) => explain(one, client, limits)));
    const { restarts: _, ...complete } =
      verdict.selector === undefined ? completeNamed(verdict, explained) : completeSelector(verdict, explained);
    const restarts = [verdict, ...explained].flatMap((one) => one.restarts ?? []);
    if (restarts.length === 0) return complete;
    return withRestarts({ ...complete, restarts: sumRestarts(restarts) }, own[0]?.now ?? 0);
  });
  return Promise.all(reading);
}

async function explain(
  { pending, name, now }: Unexplained,
  client: Pick<KubernetesClient, 'readOptional'>,
  limits: Limits,
): Promise<ObjectVerdict> {
  const optional: Pick<KubernetesClient, 'read'> = {
    read: (read, given, continueToken) => client.readOptional({ ...read, pageSize }, given, continueToken),
  };
  const late = aborted(limits.signal).then(() => undefined);
  const read = await Promise.all(
    pending.needed.map((query) =>
      Promise.race([readCurrentEvidence(query, new DatedReader(optional, limits), now), late]).catch(() => undefined),
    ),
  );
  const evidence = read.map((one) => one?.evidence ?? unread);
  return { ...pending.conclude(evidence), name };
}

const unread = { type: 'unreadable', reason: 'Timeout', message: 'not read before the end of the run' } as const;

function completeNamed(verdict: TargetVerdict, [explained]: readonly ObjectVerdict[]): TargetVerdict {
  if (explained === undefined) return verdict;
  const { message, warns } = explained;
  return { ...verdict, message, ...(warns === undefined ? {} : { warns }) };
}

function completeSelector(verdict: TargetVerdict, explained: readonly ObjectVerdict[]): TargetVerdict {
  const warned = explained.filter(({ warns }) => warns !== undefined).sort((a, b) => (a.name < b.name ? -1 : 1));
  const [first] = warned;
  if (first === undefined) return verdict;
  return {
    ...verdict,
    message: `${verdict.message}${describeWarned(verdict.kind, first, warned.length)}`,
    warns: true,
  };
}
