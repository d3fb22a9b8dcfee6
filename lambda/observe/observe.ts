import { newest } from '../../model/json';
import type { Read } from '../../model/readingPlan';
import type { RuntimeConfig } from '../../model/runtimeConfig';
import { Subjects } from '../events/subjects';
import { withClusterDown } from '../health/clusterDown';
import { withRestarts } from '../health/facts/restarts';
import { type Freshness, judgeLease, withFreshness } from '../health/freshness';
import type { Explain } from '../health/judgeObject';
import { withSeverity } from '../health/severityHealth';
import { type TargetVerdict, targetIdentity } from '../health/targetVerdict';
import type { ApiResponse } from '../kubernetes/apiResponse';
import type { KubernetesClient } from '../kubernetes/kubernetesClient';
import type { Limits } from '../time/limits';
import { DatedReader } from './datedReader';
import { Explanations } from './explanations';
import { NamedLists } from './namedLists';
import { ProbeObserver } from './probeObserver';
import { doctorCommand } from './readCommand';
import { observeFailure, observeObject } from './response';
import { type SharedResponses, TargetObserver } from './targetObserver';

/** What a run needs of the client. */
export type ObservingClient = Pick<KubernetesClient, 'read' | 'get' | 'getProxied' | 'explain'>;

/** The result of one check of the cluster. */
export interface Observed {
  /** One for each target, in their order, then one for each probe. */
  readonly verdicts: readonly TargetVerdict[];
  readonly freshness: Freshness;
  /** What the short objects are related to: whose events may explain them. */
  readonly subjects: Subjects;
  /** Healthy verdicts that the pods may explain. */
  readonly unexplained: Explanations['unexplained'];
}

/**
 * Reads everything in the plan in parallel, and judges each response as it arrives.
 *
 * @param explain - whether the pods of all workloads are read, also those that only explain a verdict.
 */
export async function observe(
  {
    targets,
    probes = [],
    plan,
    clusterDownGrace,
  }: Pick<RuntimeConfig, 'targets' | 'probes' | 'plan' | 'clusterDownGrace'>,
  client: ObservingClient,
  limits: Limits,
  explain: Explain = 'whenShort',
): Promise<Observed> {
  const explanations = new Explanations(client, limits, explain);
  const lists = new NamedLists(client, limits);
  const shared = { ...shareResponses(client, limits, plan.namespaces), lists };
  const subjects = new Subjects();
  const leaseReader = new DatedReader(client, limits);
  const [freshness, observations, probed] = await Promise.all([
    readFreshness(plan.lease, leaseReader, shared),
    Promise.all(
      targets.map(async (target, index) => {
        const reader = new DatedReader(client, limits);
        const verdict = await new TargetObserver(reader, shared, explanations, subjects).observe(
          target,
          plan.targets[index] as Read,
        );
        return { target, reader, verdict: withRestarts(verdict, reader.newest ?? 0) };
      }),
    ),
    Promise.all(
      probes.map(async (probe, index) => {
        const reader = new DatedReader(client, limits);
        const observer = new ProbeObserver(client, reader, limits, shared);
        return { reader, judge: await observer.observe(probe, plan.probes?.[index] ?? []) };
      }),
    ),
    // After all targets, so that each waits for its object.
    lists.request(),
  ]);
  const readers = [leaseReader, ...[...observations, ...probed].map(({ reader }) => reader)];
  const newestOfRun = newest([...readers, lists].map((reader) => reader.newest));
  const current = currentFreshness(freshness, leaseReader.describeStaleness(newestOfRun));
  const judged = observations.map(({ target, reader, verdict }) => {
    const read = currentVerdict(targetIdentity(target), verdict, reader.describeStaleness(newestOfRun));
    return { target, verdict: withFreshness(read, current) };
  });
  return {
    verdicts: [
      // A dead cluster shows in all targets, whatever their severity.
      ...withClusterDown(judged, clusterDownGrace, newestOfRun ?? 0).map((verdict, index) =>
        withSeverity(verdict, targets[index]),
      ),
      // What a program answers is fresh, whatever the controllers do.
      ...probed.map(({ reader, judge }, index) => {
        const verdict = judge(newestOfRun);
        const { kind, namespace = '', name = '' } = verdict;
        const fresh = currentVerdict({ kind, namespace, name }, verdict, reader.describeStaleness(newestOfRun));
        return withSeverity(fresh, probes[index]);
      }),
    ],
    freshness: current,
    subjects,
    unexplained: explanations.unexplained,
  };
}

async function readFreshness(
  read: Read,
  reader: DatedReader,
  { explain }: Pick<SharedResponses, 'explain'>,
): Promise<Freshness> {
  try {
    const { body, now } = await reader.read(read);
    return judgeLease(observeObject(read, 'Lease', body), now);
  } catch (error) {
    return judgeLease(observeFailure(read, error, explain), 0);
  }
}

/** Requests once per run what several targets may need. */
function shareResponses(
  client: Pick<KubernetesClient, 'read' | 'get' | 'explain'>,
  limits: Limits,
  namespaces: readonly Read[],
): Omit<SharedResponses, 'lists'> {
  const requested = new Map<string, Promise<ApiResponse>>();
  const once = (key: string, request: () => Promise<ApiResponse>) => {
    const response = requested.get(key) ?? request();
    requested.set(key, response);
    return response;
  };
  return {
    namespace: (name) => {
      const read = namespaces.find((one) => one.name === name);
      return read === undefined ? undefined : once(`namespace ${name}`, () => client.read(read, limits));
    },
    discovery: (path) => once(path, () => client.get(path, limits)),
    explain: (failure) => client.explain(failure),
  };
}

function currentFreshness(freshness: Freshness, stale: string | undefined): Freshness {
  if (stale === undefined) return freshness;
  return { state: 'stale', reason: 'StaleResponse', message: `cannot verify that statuses are fresh: ${stale}` };
}

/** An old response is not evidence, neither of health nor of a problem. */
function currentVerdict(
  identity: Pick<TargetVerdict, 'kind' | 'namespace' | 'name' | 'selector'>,
  verdict: TargetVerdict,
  stale: string | undefined,
): TargetVerdict {
  if (stale === undefined || verdict.verdict === 'Unknown') return verdict;
  return { ...identity, verdict: 'Unknown', reason: 'StaleResponse', message: stale, command: doctorCommand };
}
