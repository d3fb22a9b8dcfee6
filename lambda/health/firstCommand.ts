import { type JsonObject, record, text } from '../../model/json';
import { builtinKind, guessResource, type KindReference, splitApiVersion } from '../../model/kinds';
import type { Reason } from '../../model/reasons';
import { isBeingDeleted } from './facts/deletion';
import { type TellingPod, tellingPods } from './facts/podDescription';
import { isFinished } from './facts/pods';
import { kubectl } from './kubectl';
import type { Found } from './observation';
import type { Verdict } from './verdict';

/** A kind, and what the configuration says about its name in the API. */
export interface ApiKind extends KindReference {
  /** The plural of a custom resource. @default guessed from the kind */
  readonly resource?: string;
}

/** What the first command of a verdict is made from. */
interface Judged {
  readonly reference: ApiKind;
  readonly object: JsonObject;
  readonly evidence: Found['evidence'];
  readonly verdict: Verdict;
  readonly namespace: string | undefined;
  readonly name: string;
  /** As `kubectl` names the kind. */
  readonly resource: string;
  readonly now: number;
}

type Command = (judged: Judged) => string | undefined;

const describe: Command = ({ namespace, resource, name }) => kubectl(namespace, 'describe', resource, name);

/**
 * The log of a Job that failed, or its description if the controller deleted the pods. Source: Kubernetes, "Jobs" (termination and
 * cleanup; pod backoff failure policy).
 */
const failedJob = ({ namespace, verdict: { message } }: Judged, job: JsonObject, name: string) => {
  const { restartPolicy } = record(record(record(job.spec).template).spec);
  const isDeleted = restartPolicy === 'OnFailure' || message.includes('DeadlineExceeded');
  return isDeleted
    ? kubectl(namespace, 'describe', 'job', name)
    : kubectl(namespace, 'logs', `job/${name}`, '--all-containers', '--tail=50');
};

/** Reasons for which the pods are not what to look at first. */
const byReason: Readonly<Partial<Record<Reason, Command>>> = {
  JobFailed: (judged) => failedJob(judged, judged.object, judged.name),
  LastRunFailed: (judged) => {
    const [, run = ''] = /; Job (\S+):/.exec(judged.verdict.message) ?? [];
    if (run === '') return describe(judged);
    const jobs = judged.evidence?.Job?.type === 'found' ? judged.evidence.Job.objects : [];
    return failedJob(judged, jobs.find(({ metadata }) => record(metadata).name === run) ?? {}, run);
  },
  NoEndpoints: ({ namespace, object, ...judged }) => {
    const selector = Object.entries(record(record(object.spec).selector)).map(([key, value]) => `${key}=${value}`);
    return selector.length === 0
      ? describe({ namespace, object, ...judged })
      : kubectl(namespace, 'get', 'pods', '-o', 'wide', '-l', selector.join(','));
  },
  ReplicaFailure: (judged) =>
    judged.verdict.message.includes('exceeded quota')
      ? kubectl(judged.namespace, 'describe', 'resourcequota')
      : describe(judged),
  ScaledToZero: describe,
  TerminationStuck: ({ namespace, resource, name }) => kubectl(namespace, 'get', resource, name, '-o', 'yaml'),
};

/**
 * The first command to run for an object that is not Healthy: complete, with its namespace, and with the pod and the container that
 * its message names first. Undefined if it is Healthy, or if the names are too long for a command.
 *
 * @param now - the API server's clock in milliseconds.
 */
export function firstCommand(
  reference: ApiKind,
  { object, evidence }: Pick<Found, 'object' | 'evidence'>,
  verdict: Verdict,
  now: number,
): string | undefined {
  const { namespace, name } = record(object.metadata);
  const judged: Judged = {
    reference,
    object,
    evidence,
    verdict,
    namespace: text(namespace),
    name: text(name) ?? '',
    resource: resourceName(reference),
    now,
  };
  if (verdict.verdict === 'Healthy' || judged.name === '') return undefined;
  return (byReason[verdict.reason] ?? podCommand)(judged);
}

function podCommand(judged: Judged): string | undefined {
  const { reference, object, evidence, namespace, now } = judged;
  const isPod = builtinKind(reference)?.kind === 'Pod';
  const pods = isPod ? [object] : evidence?.Pod?.type === 'found' ? evidence.Pod.objects : [];
  const current = pods.filter((pod) => isPod || (!isBeingDeleted(pod) && !isFinished(pod)));
  const [first] = tellingPods(current, now);
  return first === undefined ? describe(judged) : commandFor(first, namespace);
}

/** The log of the run that explains most, or what the kubelet says. */
function commandFor({ name, container, log }: TellingPod, namespace: string | undefined) {
  if (container === undefined || log === undefined) return kubectl(namespace, 'describe', 'pod', name);
  return kubectl(namespace, 'logs', name, '-c', container, log === 'previous' ? '--previous' : '--tail=50');
}

/** `deployment`, or `prometheuses.monitoring.coreos.com` for what has no rule of its own. */
export function resourceName(reference: ApiKind): string {
  const builtin = builtinKind(reference);
  if (builtin !== undefined) return builtin.kind.toLowerCase();
  const { group } = splitApiVersion(reference.apiVersion ?? '');
  return `${reference.resource ?? guessResource(reference.kind)}${group === '' ? '' : `.${group}`}`;
}
