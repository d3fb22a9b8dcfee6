import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type { z } from 'zod';
import { KubeconfigAccess } from '../../cli/kubeconfigAccess';
import { judgeObject } from '../../lambda/health/judgeObject';
import type { Criteria } from '../../lambda/health/rule';
import type { TargetVerdict } from '../../lambda/health/targetVerdict';
import type { Verdict } from '../../lambda/health/verdict';
import type { ApiResponse } from '../../lambda/kubernetes/apiResponse';
import type { AccessFailure, Explanation } from '../../lambda/kubernetes/clusterAccess';
import { KubernetesClient } from '../../lambda/kubernetes/kubernetesClient';
import { resourcePath } from '../../lambda/kubernetes/resourcePath';
import type { RawResponse } from '../../lambda/kubernetes/responseReader';
import { observe } from '../../lambda/observe/observe';
import type { Limits } from '../../lambda/time/limits';
import type { target } from '../../lib/config/schema/targetSchema';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import { type JsonObject, records } from '../../model/json';
import { evidenceRead, type Read } from '../../model/readingPlan';
import type { RuntimeTarget } from '../../model/runtimeConfig';
import { configFrom } from '../support/configFrom';
import { judgeObserved, type ObservedFixture } from '../support/observedFixture';
import type { ProbeFixture } from '../support/probeFixture';
import type { ControlPlane } from './controlPlane';
import { recordedEndpoint } from './probes/probeRecorder';

/** An entry of `targets` in a configuration. */
export type Target = z.input<typeof target>;

/** A verdict, and what it was based on if a single object was found. */
export interface Observation {
  readonly verdict: Verdict;
  readonly input?: Omit<ObservedFixture, 'expected'>;
}

const runMilliseconds = 120_000;
const tryMilliseconds = 60_000;

function createLimits(): Limits {
  return { signal: AbortSignal.timeout(runMilliseconds), tryTimeout: tryMilliseconds };
}

/** The list of targets as YAML. */
export function toYaml(targets: readonly Target[]): string {
  return targets.map((each) => `  - ${JSON.stringify(each)}`).join('\n');
}

/** Reads and judges as the function does, but in this process and as cluster-admin, and records the responses. */
export class Observer {
  readonly #client: KubernetesClient;

  constructor({ kubeconfig }: Pick<ControlPlane, 'kubeconfig'>) {
    const load = () => {
      const config = new KubeConfig();
      config.loadFromFile(kubeconfig);
      return config;
    };
    this.#client = new KubernetesClient(new KubeconfigAccess(load));
  }

  /** The verdicts on several targets in one run. */
  async observeAll(targets: readonly Target[]): Promise<readonly TargetVerdict[]> {
    return (await observe(runtimeConfigOf(targets), this.#client, createLimits())).verdicts;
  }

  /**
   * The verdict on one target, with the objects that it is based on.
   *
   * @param later - milliseconds from now to the time at which the objects are judged.
   */
  async observe(target: Target, later = 0): Promise<Observation> {
    const config = runtimeConfigOf([target]);
    const recorder = new RecordingClient(this.#client);
    const [verdict] = (await observe(config, recorder, createLimits())).verdicts;
    const [runtimeTarget] = config.targets;
    const [read] = config.plan.targets;
    if (verdict === undefined || runtimeTarget === undefined || read === undefined)
      throw new Error('there is no target');
    const [response] = read.verb === 'get' ? recorder.responsesTo(read) : [];
    if (response === undefined) return { verdict };
    const input = inputOf(response, runtimeTarget, recorder, later);
    return { verdict: later === 0 ? verdict : judgeObserved(input), input };
  }

  /** The verdict on one probe, with the answers that it is based on. */
  async observeProbe(target: Target): Promise<{ verdict: TargetVerdict; input: Omit<ProbeFixture, 'expected'> }> {
    const config = runtimeConfigOf([target]);
    const recorder = new RecordingClient(this.#client);
    const [verdict] = (await observe(config, recorder, createLimits())).verdicts;
    const [probe] = config.probes ?? [];
    if (verdict === undefined || probe === undefined) throw new Error('there is no probe');
    const endpoints = (config.plan.probes?.[0] ?? []).map((endpoint) => recordedEndpoint(probe, endpoint, recorder));
    return { verdict, input: { now: new Date(recorder.newest).toISOString(), probe, endpoints } };
  }

  stop(): void {
    this.#client.destroy();
  }
}

/** Forwards reads, and records the responses. */
class RecordingClient {
  readonly #client: KubernetesClient;
  readonly #responses = new Map<string, ApiResponse[]>();
  readonly #proxied = new Map<string, RawResponse>();

  constructor(client: KubernetesClient) {
    this.#client = client;
  }

  async read(read: Read, given: Limits, continueToken?: string): Promise<ApiResponse> {
    const response = await this.#client.read(read, given, continueToken);
    this.#responses.set(resourcePath(read), [...this.responsesTo(read), response]);
    return response;
  }

  get(path: string, given: Limits): Promise<ApiResponse> {
    return this.#client.get(path, given);
  }

  async getProxied(path: string, given: Limits): Promise<RawResponse> {
    const response = await this.#client.getProxied(path, given);
    this.#proxied.set(path, response);
    return response;
  }

  proxied(path: string): RawResponse | undefined {
    return this.#proxied.get(path);
  }

  /** The API server's time, in milliseconds since the epoch. */
  get newest(): number {
    return Math.max(...[...this.#responses.values()].flat().map(({ now }) => now));
  }

  explain(failure: AccessFailure): Explanation | undefined {
    return this.#client.explain(failure);
  }

  responsesTo(read: Read): readonly ApiResponse[] {
    return this.#responses.get(resourcePath(read)) ?? [];
  }
}

function runtimeConfigOf(targets: readonly Target[]) {
  return toRuntimeConfig(
    configFrom(`
cluster: { name: vigil, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth }
targets:
${toYaml(targets)}`),
  );
}

/** What the verdict was based on: the object, and the evidence that its rule requested. */
function inputOf(
  { body, now }: ApiResponse,
  target: RuntimeTarget,
  recorder: RecordingClient,
  later: number,
): Omit<ObservedFixture, 'expected'> {
  const judged = judgeObject(target, body, target, now);
  const queries = 'needed' in judged ? judged.needed : [];
  const read = queries.map((query) => {
    const responses = recorder.responsesTo(evidenceRead(query.kind, query.namespace, query.labelSelector));
    const objects: JsonObject[] = responses.flatMap((response) => records(response.body.items)).filter(query.belongs);
    return { kind: query.kind, objects, times: responses.map((response) => response.now) };
  });
  return {
    now: new Date(Math.max(now, ...read.flatMap(({ times }) => times)) + later).toISOString(),
    criteria: criteriaOf(target),
    object: body,
    ...(read.length === 0 ? {} : { evidence: Object.fromEntries(read.map(({ kind, objects }) => [kind, objects])) }),
  };
}

function criteriaOf(target: RuntimeTarget): Criteria {
  const { mode, minReady, allowZero, grace, downGrace, graceIsDefault, downGraceIsDefault, conditions } = target;
  return {
    mode,
    ...(minReady === undefined ? {} : { minReady }),
    allowZero,
    grace,
    downGrace,
    ...(graceIsDefault === undefined ? {} : { graceIsDefault }),
    ...(downGraceIsDefault === undefined ? {} : { downGraceIsDefault }),
    ...(conditions === undefined ? {} : { conditions }),
  };
}
