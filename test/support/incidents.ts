import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstCommand } from '../../lambda/health/firstCommand';
import type { Verdict } from '../../lambda/health/verdict';
import type { Reason } from '../../model/reasons';
import { judgeObserved, type ObservedFixture } from './observedFixture';

/** What a person sees of something that went wrong on the real control plane. */
export interface Incident {
  /** The name of the state, as words. */
  readonly name: string;
  readonly reason: Reason;
  readonly message: string;
  /** The first command to run. */
  readonly command: string;
}

/** An incident as it was played, with what a command printed. */
export interface PlayedIncident extends Incident {
  /** The first command, or one in place of a log: nothing there runs containers. */
  readonly shown: string;
  /** Its most telling lines. */
  readonly output: readonly string[];
}

/** The tests on the real control plane that play incidents, by the names of their files. */
export type Stage = 'controlPlaneFaults' | 'kinds' | 'probes';
const stages: readonly Stage[] = ['controlPlaneFaults', 'kinds', 'probes'];

const fileOf = (stage: Stage): string => join(__dirname, '..', 'cluster', 'incidents', `${stage}.json`);

/** All of them in order of their names, as `RECORD=incidents npm run test:cluster -- STAGE` recorded them. */
export function playedIncidents(of: readonly Stage[] = stages): readonly PlayedIncident[] {
  return inOrder(of.flatMap((stage): PlayedIncident[] => JSON.parse(readFileSync(fileOf(stage), 'utf8'))));
}

export function writeIncidents(stage: Stage, incidents: readonly PlayedIncident[]): void {
  writeFileSync(fileOf(stage), `${JSON.stringify(inOrder(incidents), null, 2)}\n`);
}

function inOrder(incidents: readonly PlayedIncident[]): PlayedIncident[] {
  return [...incidents].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** States that are shown although they are not Unhealthy: within their grace period, Progressing by their nature, or Unknown. */
const alsoShown: ReadonlySet<string> = new Set([
  'cronjob-schedule-not-known',
  'customresource-reconciling',
  'deployment-rollout-waits-for-its-image',
  'namespace-terminating',
  'node-leaving',
  'pod-without-a-known-phase',
  'statefulset-init-container-fails',
  'statefulset-out-of-memory',
  'statefulset-secret-missing',
]);

/** What a person sees of an observed state; undefined if it is no incident, because nothing is wrong or its grace lasts. */
export function incidentOf(state: string, fixture: Omit<ObservedFixture, 'expected'>): Incident | undefined {
  const { object, evidence = {}, now } = fixture;
  const { verdict, ...judged } = judgeObserved(fixture);
  if (verdict !== 'Unhealthy' && !alsoShown.has(state)) return undefined;
  const { kind = '', apiVersion } = object as { kind?: string; apiVersion?: string };
  const found = Object.entries(evidence).map(([of, objects]) => [of, { type: 'found', objects }]);
  const given = { object, evidence: Object.fromEntries(found) };
  const command = firstCommand({ kind, apiVersion }, given, { verdict, ...judged }, Date.parse(now)) ?? '';
  const { reason, message } = judged;
  return { name: toName(state), reason, message, command };
}

/** The same of a verdict that is not about an object: on something that is missing or could not be read, or on a probe. */
export function incidentWithoutObject(
  state: string,
  { verdict, reason, message, command }: Pick<Verdict, 'verdict' | 'reason' | 'message' | 'command'>,
): Incident | undefined {
  const isShown = verdict === 'Unhealthy' || verdict === 'Unknown';
  return isShown && command !== undefined ? { name: toName(state), reason, message, command } : undefined;
}

function toName(state: string): string {
  return state.replace(/-late$/, '').replaceAll('-', ' ');
}

/** The same incident, whenever and on whichever node it is played: without ages, numbers and generated names. */
export function shapeOf({ reason, message, command }: Incident): Pick<Incident, 'reason' | 'message' | 'command'> {
  return { reason, message: withoutChance(message), command: withoutChance(command) };
}

function withoutChance(text: string): string {
  return (
    text
      // What the scheduler says of each node depends on what other scenarios do with nodes.
      .replace(/\d+\/\d+ nodes are available: [^;]*/g, 'no node')
      // The runs of a CronJob are named after the minute.
      .replace(/-\d{8}\b/g, '-n')
      // Kubernetes generates names without vowels and some digits.
      .replace(/(-[bcdfghjklmnpqrstvwxz2456789]{5,10}){1,2}\b/g, '-x')
      .replace(/\b(\d+[dhms])+\b/g, 'age')
      // What else is wrong at that moment.
      .replace(/ \(also: [^)]*\)/, '')
      // Which time is known depends on what was scraped until then.
      .replace(/\bthe (process|last) [\w ]+ age ago/, 'since age')
      .replace(/\b\d+ ([a-z]+?)s?\b/g, 'n $1')
      .replace(/\d+/g, 'n')
  );
}

/** The first command, or what shows the pods whose log it reads. */
export function shownCommand({ command }: Pick<Incident, 'command'>): string {
  const [, namespace, target = ''] = /^kubectl -n (\S+) logs (\S+)/.exec(command) ?? [];
  if (namespace === undefined) return command;
  const pods = target.startsWith('job/') ? `pods -l job-name=${target.slice(4)}` : `pod ${target}`;
  return `kubectl -n ${namespace} get ${pods}`;
}

/** Of a long description: what it is about, states, conditions and events. */
const telling =
  /^(Name|Namespace|Status|Replicas|Node|Desired|Pods Status|Pods Statuses|Start Time|Time Zone|Reference|Metrics|Min available|Used|Resource|Schedule|Last Schedule Time|Active Jobs|Volume|StorageClass|Capacity|Type|Spec|Service):|^ +(State|Reason|Last State|Exit Code|Message|Status|Type(?!: +Projected)):|^ +(- )?(ports|port|name|targetPort):/;
const blocks = /^(Conditions|Events|status|Taints):/i;
const maxLines = 24;
const maxTop = 12;
const maxBlock = 9;
const maxWidth = 180;
/** Of an answer that is one line of JSON. */
const maxAnswer = 480;

/** The most telling lines of an output; `…` stands for others. */
export function excerpt(output: string): string[] {
  const lines = output.trimEnd().split('\n');
  const isShort = lines.length <= maxLines;
  const width = lines.length === 1 ? maxAnswer : maxWidth;
  if (!isShort && !lines.some((line) => telling.test(line) || blocks.test(line))) {
    return [...lines.slice(0, maxTop).map((line) => cut(line, width)), `… (${lines.length - maxTop} more lines)`];
  }
  let left = 0;
  const kept = lines.map((line) => {
    if (blocks.test(line)) left = maxBlock;
    else if (/^\S/.test(line)) left = 0;
    else left -= 1;
    return isShort || blocks.test(line) || left > 0 || telling.test(line);
  });
  const told = lines.flatMap((line, index) => {
    if (kept[index]) return [cut(line, width)];
    return kept[index - 1] === false || index === 0 ? [] : ['…'];
  });
  return told;
}

function cut(line: string, width: number): string {
  return (line.length > width ? `${line.slice(0, width)}…` : line).trimEnd();
}
