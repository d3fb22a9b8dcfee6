import type { RuntimeEksTarget } from '../../../model/eksResources';
import type { Reason } from '../../../model/reasons';
import { truncate } from '../../../model/truncate';
import { judgeWithGrace } from '../grace';
import { verdictWithoutObject } from '../targetVerdict';
import type { Verdict } from '../verdict';
import { describeIssues, isWarning } from './eksIssues';
import type { EksIssue, EksObservation, EksResource } from './eksObservation';

/** The part of a target that influences a verdict. */
export type EksCriteria = Pick<RuntimeEksTarget, 'kind' | 'grace' | 'graceIsDefault'>;

interface Judged {
  readonly criteria: EksCriteria;
  readonly resource: EksResource;
  /** The issues that are not only warnings. */
  readonly serious: readonly EksIssue[];
  /** `EKS reports ACTIVE, with …`. */
  readonly message: string;
  readonly now: number;
}

type StatusRule = (judged: Judged) => Verdict;

/** An update of a node group replaces its nodes one after the other. EKS itself ends one that makes no progress. */
const defaultUpdateGrace = 2 * 3600;

/** What each status means. Source: Amazon EKS API Reference, Cluster, Nodegroup and Addon. */
const statuses: Readonly<Record<string, StatusRule>> = {
  ACTIVE: active,
  CREATING: changing('Creating', ({ createdAt }) => createdAt),
  DEGRADED: failed('Degraded'),
  CREATE_FAILED: failed('CreateFailed'),
  DELETE_FAILED: failed('DeleteFailed'),
  DELETING: changing('Deleting', ({ modifiedAt }) => modifiedAt),
  FAILED: failed('EksFailed'),
  // Of a local cluster on Outposts.
  PENDING: changing('Creating', ({ createdAt }) => createdAt),
  UPDATE_FAILED: failed('UpdateFailed'),
  UPDATING: updating,
};

const longestMessage = 900;

/**
 * The verdict on one cluster, node group or add-on, by what the EKS API says. EKS has no time since when an issue exists, so an
 * issue is judged at once: the number of bad minutes for which the alarm waits is its grace. Pure.
 *
 * @param now - milliseconds since the epoch.
 */
export function judgeEks(criteria: EksCriteria, observation: EksObservation, now: number): Verdict {
  if (observation.type !== 'found') return verdictWithoutObject(observation);
  const { status, issues } = observation;
  const rule = Object.hasOwn(statuses, status) ? statuses[status] : undefined;
  const reported = `EKS reports ${truncate(status, 60)}`;
  if (rule === undefined) return { verdict: 'Unknown', reason: 'EksStatusUnknown', message: reported };
  const serious = issues.filter((issue) => !isWarning(issue));
  const shown = serious.length > 0 ? serious : issues;
  const message = shown.length === 0 ? reported : `${reported}, with ${describeIssues(shown)}`;
  const verdict = rule({ criteria, resource: observation, serious, message, now });
  return { ...verdict, message: truncate(verdict.message, longestMessage) };
}

function active({ resource, serious, message }: Judged): Verdict {
  if (serious.length > 0) return { verdict: 'Unhealthy', reason: 'HealthIssue', message };
  if (resource.issues.length > 0) return { verdict: 'Healthy', reason: 'Active', message, warns: true };
  return { verdict: 'Healthy', reason: 'Active', message: `${message} and no health issues` };
}

function failed(reason: Reason): StatusRule {
  return ({ message }) => ({ verdict: 'Unhealthy', reason, message });
}

/** Progressing for `grace` since EKS began, by the time that it reports. */
function changing(reason: Reason, clock: (resource: EksResource) => number | undefined): StatusRule {
  return ({ criteria, resource, serious, message, now }) => {
    const since = clock(resource);
    return judgeWithGrace({
      since,
      limit: limitOf(reason, criteria, serious),
      now,
      reason: serious.length > 0 ? 'HealthIssue' : reason,
      message,
    });
  };
}

const updatingSince = changing('Updating', ({ modifiedAt }) => modifiedAt);

/**
 * A cluster serves while EKS updates it, and EKS undoes an update that fails; it has no time for the beginning.
 * Source: Amazon EKS User Guide, "Update existing cluster to new Kubernetes version".
 */
function updating(judged: Judged): Verdict {
  const { criteria, resource, serious, message } = judged;
  const isDated = resource.modifiedAt !== undefined;
  if (criteria.kind !== 'EKSCluster' || isDated || serious.length > 0) return updatingSince(judged);
  const note = '; the cluster serves meanwhile, and EKS does not report since when it is updated';
  return { verdict: 'Progressing', reason: 'Updating', message: `${message}${note}` };
}

/** In seconds. */
function limitOf(reason: Reason, { kind, grace, graceIsDefault }: EksCriteria, serious: readonly EksIssue[]): number {
  const isLong = reason === 'Updating' && kind === 'EKSNodegroup' && graceIsDefault === true && serious.length === 0;
  return isLong ? Math.max(grace, defaultUpdateGrace) : grace;
}
