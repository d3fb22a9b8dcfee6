import { formatLabelSelector } from '../../../model/formatSelector';
import { type JsonObject, record, text } from '../../../model/json';
import { ownedBy } from '../facts/owner';
import type { Evidence, EvidenceQuery } from '../observation';
import type { Criteria } from '../rule';
import { type Verdict, worstVerdict } from '../verdict';
import { jobEndOf } from './job';
import { judgeUnfinishedJob } from './jobPods';

const jobNameLabel = 'batch.kubernetes.io/job-name';
/** So that the URL of the request stays short. */
const maxSelectedNames = 50;

/**
 * The query for the pods of a CronJob's active runs. Source: Kubernetes, "Well-Known Labels" (batch.kubernetes.io/job-name).
 *
 * @param active - references to the active Jobs.
 */
export function activePodQuery(object: JsonObject, active: readonly JsonObject[]): EvidenceQuery {
  const names = active.flatMap(({ name }) => text(name) ?? []).filter((name) => /^[-.a-z0-9]+$/.test(name));
  const selectsNames = names.length === active.length && names.length <= maxSelectedNames;
  const requirement = selectsNames ? { operator: 'In', values: names.sort() } : { operator: 'Exists' };
  const owners = active.map(ownerOf);
  return {
    kind: 'Pod',
    namespace: text(record(object.metadata).namespace) ?? '',
    labelSelector: formatLabelSelector({ matchExpressions: [{ key: jobNameLabel, ...requirement }] }),
    belongs: (pod) => owners.some((owns) => owns(pod)),
  };
}

/**
 * The finding that no active run has a running container; undefined if one has, or if the active Jobs are not known.
 *
 * @param active - references to the active Jobs.
 */
export function judgeActiveRuns(
  active: readonly JsonObject[],
  jobs: Evidence,
  pods: Evidence,
  criteria: Pick<Criteria, 'grace'>,
  now: number,
): Verdict | undefined {
  if (jobs.type !== 'found') return undefined;
  const judged = jobs.objects
    .filter((job) => jobEndOf(job) === undefined && active.some((reference) => isReferredTo(job, reference)))
    .map((job) => judgeRun(job, pods, criteria, now));
  const [first] = judged;
  return first === undefined || judged.some(({ verdict }) => verdict === 'Healthy')
    ? undefined
    : worstVerdict(judged, first);
}

function judgeRun(job: JsonObject, pods: Evidence, criteria: Pick<Criteria, 'grace'>, now: number): Verdict {
  const own =
    pods.type === 'found' ? { ...pods, objects: pods.objects.filter(ownedBy({ kind: 'Job', ...job })) } : pods;
  const judged = judgeUnfinishedJob(job, own, criteria, now);
  if ('needed' in judged) throw new Error('the pods of an active run were given, and requested again');
  return { ...judged, message: `Job ${text(record(job.metadata).name) ?? 'without a name'}: ${judged.message}` };
}

function isReferredTo({ metadata }: JsonObject, reference: JsonObject): boolean {
  const { uid, name } = record(metadata);
  return uid !== undefined && reference.uid !== undefined ? uid === reference.uid : name === reference.name;
}

function ownerOf({ name, uid }: JsonObject): (pod: JsonObject) => boolean {
  return ownedBy({ kind: 'Job', metadata: { name, uid } });
}
