import { formatDuration } from '../../model/duration';
import { builtinKind, type KindReference } from '../../model/kinds';
import type { Reason } from '../../model/reasons';
import { type HasSeverity, type Severity, severityOf } from '../../model/severity';
import { type ClusterDown, describeCause } from './clusterDownCause';
import { mergeOutages, type Outages } from './outage';
import type { Criteria } from './rule';
import type { TargetVerdict } from './targetVerdict';
import type { Verdict } from './verdict';

/** A target's verdict, and what it says about the cluster. */
export interface JudgedTarget {
  readonly target: KindReference & HasSeverity & Pick<Criteria, 'graceIsDefault' | 'downGraceIsDefault'>;
  readonly verdict: TargetVerdict;
}

const minWorkloads = 3;
const minNodes = 2;

/** The reasons that a dead cluster explains. */
const symptoms: ReadonlySet<Reason> = new Set(['NoneReady', 'NodeUnreachable']);
/** The same of a DaemonSet: on lost nodes, its pods may not be desired. Nobody scales it. */
const symptomsOfDaemonSet: ReadonlySet<Reason> = new Set([...symptoms, 'ScaledToZero']);

/**
 * Recognizes a dead cluster in the verdicts of one run: at least three workloads, whose pods lost readiness on at least two
 * nodes, all have nothing ready; or at least two watched nodes are all lost, and no watched workload has a ready pod. Each such
 * verdict that is Progressing becomes Unhealthy once the youngest of their clocks is `clusterDownGrace` old, unless its
 * `downGrace` (of a node: its `grace`) is specified. All of them name the cause first. No verdict gets better. A workload that is
 * scaled to 0 is no evidence either way, but a DaemonSet without a node is down. An Unknown workload may serve, so that nothing is
 * recognized, and neither is an Unknown node; but one with the severity ticket does not keep the pages from being recognized. Pure.
 *
 * @param clusterDownGrace - in seconds.
 * @param now - the API server's clock in milliseconds.
 */
export function withClusterDown(
  judged: readonly JudgedTarget[],
  clusterDownGrace: number,
  now: number,
): TargetVerdict[] {
  const downBy = { page: findClusterDown(judged, 'page'), ticket: findClusterDown(judged, 'ticket') };
  return judged.map((one) => {
    const { outages = [], isPartial: _, ...verdict } = one.verdict;
    const down = downBy[severityOf(one.target)];
    const explained = symptomsOf(one);
    if (outages.length === 0 || !explained.has(verdict.reason)) return verdict;
    const since = clocks(down, mergeOutages(outages), isWorkload(one));
    if (since.length === 0) return verdict;
    const waited = Math.max(0, now - Math.min(...since)) / 1000;
    const { graceIsDefault, downGraceIsDefault } = one.target;
    // A node is judged by `grace`.
    const isDefault = isWorkload(one) ? downGraceIsDefault : graceIsDefault;
    const grace = isDefault === true ? clusterDownGrace : undefined;
    const expired = grace !== undefined && waited >= grace;
    const message = `${describeCause(down)}; ${describeWait(waited, grace)}; ${verdict.message}`;
    const toDown = <T extends Verdict>(given: T) => asDown(given, explained, expired);
    // Lost nodes count as short only while they are Unhealthy.
    const short =
      verdict.matched !== undefined && expired ? { short: Math.max(verdict.short ?? 0, outages.length) } : {};
    const objects = verdict.objects === undefined ? {} : { objects: verdict.objects.map(toDown) };
    return { ...toDown(verdict), ...objects, ...short, message };
  });
}

/** @param severity - of the targets whose verdict it explains. */
function findClusterDown(judged: readonly JudgedTarget[], severity: Severity): ClusterDown {
  const watchedNodes = judged.filter(({ target }) => builtinKind(target)?.kind === 'Node');
  const watchedWorkloads = judged.filter(isWorkload);
  const serves = ({ ready = 0 }: TargetVerdict) => ready > 0;
  const mayBeUp = ({ matched = 1, outages = [] }: TargetVerdict) => outages.length < matched;
  const isSeen = ({ verdict, matched }: TargetVerdict) => verdict !== 'Unknown' || matched !== undefined;
  // A ticket of which nothing is known says nothing about the pages.
  const isEvidence =
    (isServing: typeof serves) =>
    ({ target, verdict }: JudgedTarget) =>
      severity === 'ticket' || severityOf(target) === 'page' || !isUnknown(verdict) || isServing(verdict);
  const workloads = allDown(watchedWorkloads.filter(isEvidence(serves)), minWorkloads, serves);
  const nodes = watchedWorkloads.some(({ verdict }) => serves(verdict))
    ? undefined
    : allDown(watchedNodes.filter(isEvidence(isSeen)), minNodes, mayBeUp);
  const readinessOf = (targets: readonly JudgedTarget[]) =>
    targets.flatMap(({ verdict }) => verdict.outages ?? []).flatMap(({ readiness }) => readiness);
  return {
    workloads: workloads !== undefined && workloads.nodes.length >= minNodes ? workloads : undefined,
    nodes,
    readiness: readinessOf(judged),
    lost: [...new Set(readinessOf(watchedNodes).map(({ name }) => name))].sort(),
  };
}

function symptomsOf({ target }: JudgedTarget): ReadonlySet<Reason> {
  return builtinKind(target)?.kind === 'DaemonSet' ? symptomsOfDaemonSet : symptoms;
}

function isWorkload({ target }: JudgedTarget): boolean {
  return builtinKind(target)?.replicas === true;
}

/** Whether something of it could not be judged, so that it may serve. */
function isUnknown({ verdict, isPartial }: TargetVerdict): boolean {
  return verdict === 'Unknown' || isPartial === true;
}

/** The outage of a group of targets, if none of them serves or is unknown, and at least so many objects are down. */
function allDown(
  group: readonly JudgedTarget[],
  least: number,
  serves: (verdict: TargetVerdict) => boolean,
): Outages | undefined {
  const verdicts = group.map(({ verdict }) => verdict);
  if (verdicts.some((one) => isUnknown(one) || serves(one))) return undefined;
  const merged = mergeOutages(verdicts.flatMap(({ outages = [] }) => outages));
  return merged.objects >= least ? merged : undefined;
}

/** Since when the cluster is down for a verdict, by each of the two signs. */
function clocks({ workloads, nodes }: ClusterDown, { first }: Outages, ofWorkload: boolean): number[] {
  return [
    ...(workloads !== undefined && ofWorkload ? [workloads.last] : []),
    // Nodes may have been lost before a workload went down.
    ...(nodes === undefined ? [] : [Math.max(nodes.last, first)]),
  ];
}

/** @param grace - `clusterDownGrace` in seconds; undefined if it does not apply. */
function describeWait(waited: number, grace: number | undefined): string {
  const duration = Number.isFinite(waited) ? formatDuration(waited) : 'an unknown time';
  return `for ${duration}${grace === undefined ? '' : `, clusterDownGrace ${formatDuration(grace)}`}`;
}

function asDown<T extends Verdict>(verdict: T, explained: ReadonlySet<Reason>, expired: boolean): T {
  const isDown = explained.has(verdict.reason) && (verdict.verdict === 'Unhealthy' || expired);
  return isDown
    ? { ...verdict, verdict: 'Unhealthy', reason: 'ClusterDown', command: 'kubectl get nodes -o wide' }
    : verdict;
}
