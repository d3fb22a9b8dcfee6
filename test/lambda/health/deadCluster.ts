import type { JudgedTarget } from '../../../lambda/health/clusterDown';
import type { Criteria } from '../../../lambda/health/rule';
import { rules } from '../../../lambda/health/rules';
import { SelectorTally } from '../../../lambda/health/targetVerdict';
import type { Verdict } from '../../../lambda/health/verdict';
import type { RuntimeTarget } from '../../../model/runtimeConfig';
import { ago, hour, minute, second } from '../../support/objects/clock';
import { type PodShape, pod } from '../../support/objects/pod';
import { type WorkloadKind, workload } from '../../support/objects/workload';
import { defaultCriteria, found, judge, judgeWithPods } from './judging';

/** Targets of a cluster that may be dead, judged by the real rules. */

const byDefault: Criteria = { ...defaultCriteria, graceIsDefault: true, downGraceIsDefault: true };

export interface DeadWorkload {
  readonly kind?: WorkloadKind;
  readonly name?: string;
  /** The node of each of its pods; undefined if it is not scheduled. */
  readonly nodes: readonly (string | undefined)[];
  /** How many of them are ready. @default 0 */
  readonly ready?: number;
  /** Milliseconds since the others lost readiness. @default three minutes */
  readonly since?: number;
  /** Whether its pods were created then, and have never been ready. @default false */
  readonly neverReady?: boolean;
  /** Whether its pods are crash looping. @default false */
  readonly looping?: boolean;
  /** Added to its pods. */
  readonly pod?: PodShape;
  readonly criteria?: Partial<Criteria>;
  /** The nodes that its rule reads, by name, and whether they are ready. */
  readonly readiness?: Readonly<Record<string, boolean>>;
}

/** The verdict on a workload whose pods are on these nodes. */
function verdictOn(shape: DeadWorkload): Verdict {
  const { kind = 'Deployment', name = 'web', nodes, ready = 0, since = 3 * minute, criteria = {}, readiness } = shape;
  const created = shape.neverReady === true ? since : hour;
  const ofLoop =
    shape.looping === true ? { restarts: 9, lastRun: { lasted: second, ended: minute }, waiting: 'x' } : {};
  const pods = nodes.map((nodeName, index) => ({
    ...pod({ name: `${name}-${index}`, ready: index < ready, created, since, ...ofLoop, ...shape.pod }),
    spec: { nodeName },
  }));
  const object = workload(kind, { name, desired: nodes.length, ready, statusAge: since });
  const evidence = { Pod: found(...pods), Node: found(...Object.entries(readiness ?? {}).map(toNode)) };
  return judge(rules[kind], object, { criteria: { ...byDefault, ...criteria }, evidence });
}

function toNode([name, ready]: [string, boolean]) {
  return { metadata: { name }, status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'Unknown' }] } };
}

/** A workload that is watched by name. */
export function target(shape: DeadWorkload): JudgedTarget {
  const { kind = 'Deployment', name = 'web', criteria = {} } = shape;
  return {
    target: { ...byDefault, ...criteria, kind, apiVersion: 'apps/v1' },
    verdict: { kind, namespace: 'shop', name, ...verdictOn(shape) },
  };
}

/** Workloads that are watched by a selector. */
export function selected(...shapes: readonly DeadWorkload[]): JudgedTarget {
  return selectedBy(
    { kind: 'Deployment', apiVersion: 'apps/v1', namespace: 'shop' },
    shapes.map((shape) => ({ name: shape.name ?? 'web', ...verdictOn(shape) })),
  );
}

/** A workload, and another one that could not be judged, which are watched by a selector. */
export function selectedWithUnknown(shape: DeadWorkload): JudgedTarget {
  return selectedBy({ kind: 'Deployment', apiVersion: 'apps/v1', namespace: 'shop' }, [
    { name: shape.name ?? 'web', ...verdictOn(shape) },
    { name: 'unknown', verdict: 'Unknown', reason: 'Timeout', message: '' },
  ]);
}

/** Objects that are watched by a selector. */
function selectedBy(
  kind: Pick<RuntimeTarget, 'kind' | 'apiVersion' | 'namespace'>,
  verdicts: readonly (Verdict & { readonly name: string })[],
): JudgedTarget {
  const runtimeTarget = { ...byDefault, ...kind, selector: 'tier=web', atLeast: 1 };
  const tally = new SelectorTally();
  for (const verdict of verdicts) tally.add(verdict);
  return { target: runtimeTarget, verdict: tally.conclude(runtimeTarget) };
}

export interface WatchedNode {
  readonly name: string;
  /** The status of its condition Ready. @default Unknown */
  readonly ready?: string;
  readonly since?: number;
  readonly cordoned?: boolean;
  /** Whether an autoscaler is removing it. */
  readonly beingRemoved?: boolean;
}

/** The verdict on a node. */
function nodeVerdict({ name, ready = 'Unknown', since = 3 * minute, cordoned = false, beingRemoved }: WatchedNode) {
  const object = {
    kind: 'Node',
    metadata: { name },
    spec: {
      ...(cordoned ? { unschedulable: true } : {}),
      ...(beingRemoved === true ? { taints: [{ key: 'karpenter.sh/disrupted', effect: 'NoSchedule' }] } : {}),
    },
    status: { conditions: [{ type: 'Ready', status: ready, lastTransitionTime: ago(since) }] },
  };
  return judge(rules.Node, object, { criteria: byDefault });
}

/** A node that is watched by name. */
export function nodeTarget(shape: WatchedNode, criteria: Partial<Criteria> = {}): JudgedTarget {
  return {
    target: { ...byDefault, ...criteria, kind: 'Node', apiVersion: 'v1' },
    verdict: { kind: 'Node', name: shape.name, ...nodeVerdict(shape) },
  };
}

/** Nodes that are watched by a selector. */
export function selectedNodes(...shapes: readonly WatchedNode[]): JudgedTarget {
  const verdicts = shapes.map((shape) => ({ name: shape.name, ...nodeVerdict(shape) }));
  return selectedBy({ kind: 'Node', apiVersion: 'v1' }, verdicts);
}

/** A workload that is scaled to 0. */
export function scaledToZero(allowZero: boolean): JudgedTarget {
  const verdict = judgeWithPods(workload('Deployment', { desired: 0 }), { criteria: { allowZero } });
  return {
    target: { ...byDefault, kind: 'Deployment', apiVersion: 'apps/v1' },
    verdict: { kind: 'Deployment', namespace: 'shop', name: 'zero', ...verdict },
  };
}
