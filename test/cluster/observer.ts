import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type { z } from 'zod';
import { KubeconfigAccess } from '../../cli/kubeconfigAccess';
import { judgeObject } from '../../lambda/health/judgeObject';
import type { Criteria } from '../../lambda/health/rule';
import type { TargetVerdict } from '../../lambda/health/targetVerdict';
import { type ApiResponse, KubernetesClient } from '../../lambda/kubernetes/kubernetesClient';
import { resourcePath } from '../../lambda/kubernetes/resourcePath';
import { observe } from '../../lambda/observe/observe';
import type { Limits } from '../../lambda/time/limits';
import type { target } from '../../lib/config/schema/targetSchema';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import { type JsonObject, records } from '../../model/json';
import { evidenceRead, type Read } from '../../model/readingPlan';
import type { RuntimeTarget } from '../../model/runtimeConfig';
import { configFrom } from '../support/configFrom';
import type { ObservedFixture } from '../support/observedFixture';
import type { ControlPlane } from './controlPlane';

/** One entry of `targets`, as a user writes it. */
export type Target = z.input<typeof target>;

/** A verdict, and all that it was made of; only the verdict where no single object was found. */
export interface Sighting {
  readonly verdict: TargetVerdict;
  readonly seen?: Omit<ObservedFixture, 'expected'>;
}

const runMilliseconds = 20_000;
const tryMilliseconds = 10_000;

function limitsOfARun(): Limits {
  return { signal: AbortSignal.timeout(runMilliseconds), tryTimeout: tryMilliseconds };
}

/** The list of targets as YAML. */
export function toYaml(targets: readonly Target[]): string {
  return targets.map((each) => `  - ${JSON.stringify(each)}`).join('\n');
}

/** Judges as the function does, but in this process and with the administrator's rights, and keeps what it was shown. */
export class Witness {
  readonly #client: KubernetesClient;

  constructor({ kubeconfig }: Pick<ControlPlane, 'kubeconfig'>) {
    const load = () => {
      const config = new KubeConfig();
      config.loadFromFile(kubeconfig);
      return config;
    };
    this.#client = new KubernetesClient(new KubeconfigAccess(load));
  }

  /** The verdicts of several targets in one run. */
  async look(targets: readonly Target[]): Promise<readonly TargetVerdict[]> {
    return (await observe(configOf(targets), this.#client, limitsOfARun())).verdicts;
  }

  /** The verdict of one target, with the objects that it is about. */
  async see(target: Target): Promise<Sighting> {
    const config = configOf([target]);
    const tape = new Tape(this.#client);
    const [verdict] = (await observe(config, tape, limitsOfARun())).verdicts;
    const [runtimeTarget] = config.targets;
    const [read] = config.plan.targets;
    if (verdict === undefined || runtimeTarget === undefined || read === undefined)
      throw new Error('there is no target');
    const [answer] = read.verb === 'get' ? tape.answersTo(read) : [];
    return answer === undefined ? { verdict } : { verdict, seen: seenOf(answer, runtimeTarget, tape) };
  }

  stop(): void {
    this.#client.destroy();
  }
}

/** Passes reads on, and keeps the answers. */
class Tape {
  readonly #answers = new Map<string, ApiResponse[]>();

  constructor(private readonly client: KubernetesClient) {}

  async read(read: Read, given: Limits, continueToken?: string): Promise<ApiResponse> {
    const answer = await this.client.read(read, given, continueToken);
    this.#answers.set(resourcePath(read), [...this.answersTo(read), answer]);
    return answer;
  }

  get(path: string, given: Limits): Promise<ApiResponse> {
    return this.client.get(path, given);
  }

  answersTo(read: Read): readonly ApiResponse[] {
    return this.#answers.get(resourcePath(read)) ?? [];
  }
}

function configOf(targets: readonly Target[]) {
  return toRuntimeConfig(
    configFrom(`
cluster: { name: vigil, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth }
targets:
${toYaml(targets)}`),
  );
}

/** The evidence that the rule asked for, of what the tape has. */
function seenOf({ body, now }: ApiResponse, target: RuntimeTarget, tape: Tape): Omit<ObservedFixture, 'expected'> {
  const judged = judgeObject(target, body, target, now);
  const queries = 'needed' in judged ? judged.needed : [];
  const read = queries.map((query) => {
    const answers = tape.answersTo(evidenceRead(query.kind, query.namespace, query.labelSelector));
    const objects: JsonObject[] = answers.flatMap((answer) => records(answer.body.items)).filter(query.belongs);
    return { kind: query.kind, objects, times: answers.map((answer) => answer.now) };
  });
  return {
    now: new Date(Math.max(now, ...read.flatMap(({ times }) => times))).toISOString(),
    criteria: demandOf(target),
    object: body,
    ...(read.length === 0 ? {} : { evidence: Object.fromEntries(read.map(({ kind, objects }) => [kind, objects])) }),
  };
}

function demandOf({ mode, minReady, allowZero, grace, downGrace, conditions }: RuntimeTarget): Criteria {
  return {
    mode,
    ...(minReady === undefined ? {} : { minReady }),
    allowZero,
    grace,
    downGrace,
    ...(conditions === undefined ? {} : { conditions }),
  };
}
