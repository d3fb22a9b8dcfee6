import { readFileSync } from 'node:fs';
import type { Reason } from '../../model/reasons';
import { excerpt, incidentOf, playedIncidents, shapeOf } from '../support/incidents';
import { observedFixtures } from '../support/observedFixture';
import { commandsOf, notRun, whyNotRun } from '../support/runbookCommands';
import { actionable, runbookPath, stepsOf, withReasons } from './runbookPage';

const page = readFileSync(runbookPath, 'utf8');

test('docs/runbook.md is up to date; else run `npm run runbook`', () => {
  expect(page).toBe(withReasons(page));
});

test.each(actionable)('%s has three steps, and a command or a place to look at', (reason) => {
  const steps = stepsOf(page, reason);
  expect(steps.match(/^\d\. \S.*[.:]$|^\d\. \S/gm)).toHaveLength(3);
  expect(steps).toMatch(/`[^`]+`/);
});

test('it has at least 25 incidents, each with a message and a first command', () => {
  const rows = page.match(/^\| .* \| \[\w+\]\(#\w+\) \| .+ \| `kubectl [^`]+` \|$/gm) ?? [];
  expect(rows.length).toBeGreaterThanOrEqual(25);
  expect(page).not.toMatch(/\| `` \|/);
});

const incidents = playedIncidents();
const ofObjects = observedFixtures().flatMap(([state, fixture]) => incidentOf(state, fixture) ?? []);

test.each(ofObjects.map((incident) => [incident.name, incident] as const))(
  '%s has the message and the first command of today; else play it again: RECORD=incidents npm run test:cluster -- kinds',
  (name, incident) => {
    expect(incidents.filter((one) => one.name === name).map(shapeOf)).toEqual([shapeOf(incident)]);
  },
);

test('each incident has a name of its own', () => {
  const names = incidents.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

/** Reasons without a recorded output. */
const withoutOutput: Readonly<Record<string, readonly Reason[]>> = {
  'only EKS and the AWS API report it': [
    'AccessDenied',
    'ClusterNotReady',
    'CreateFailed',
    'Creating',
    'Degraded',
    'DeleteFailed',
    'Deleting',
    'DescribeClusterFailed',
    'EksApiFailed',
    'EksFailed',
    'EksStatusUnknown',
    'HealthIssue',
    'UpdateFailed',
    'Updating',
  ],
  'it is about AWS credentials or the network between the function and the cluster': [
    'EndpointPrivate',
    'EndpointRestricted',
    'NoCredentials',
    'TokenTooLarge',
  ],
  'a proxy or an API server that works in another way is needed: unit tests have made-up responses': [
    'ResponseTooLarge',
    'StaleResponse',
    'UnreadableResponse',
  ],
  'the API server throttles a person for longer than a test may take': ['TooManyRequests'],
};

test('each section has a recorded output, or it is stated why not', () => {
  const shown = new Set<string>(incidents.map(({ reason }) => reason));
  expect(actionable.filter((reason) => !shown.has(reason))).toEqual(Object.values(withoutOutput).flat().sort());
});

/** What a person does first, by reason. */
const firsts: Readonly<Partial<Record<Reason, RegExp>>> = {
  CrashLooping: /^kubectl -n \S+ logs \S+ -c \S+ --previous$/,
  ImageUnavailable: /^kubectl -n \S+ describe pod \S+$/,
  JobFailed: /^kubectl -n \S+ logs job\/\S+ --all-containers --tail=50$/,
  LastRunFailed: /^kubectl -n \S+ logs job\/\S+ --all-containers --tail=50$/,
  NodeUnreachable: /^kubectl describe node \S+$/,
  NoEndpoints: /^kubectl -n \S+ get (pods -o wide|endpointslices) -l \S+$/,
  PodFailed: /^kubectl -n \S+ logs \S+ -c \S+ --tail=50$/,
  ScaledToZero: /^kubectl -n \S+ describe \S+ \S+$/,
  Unschedulable: /^kubectl -n \S+ describe pod \S+$/,
};

test.each(Object.entries(firsts))('the first command of %s is as expected', (reason, expected) => {
  const commands = incidents.filter((one) => one.reason === reason).map(({ command }) => command);
  expect(commands).not.toEqual([]);
  for (const command of commands) expect(command).toMatch(expected);
});

test('each command is run on the real control plane, or it is stated why not', () => {
  const commands = commandsOf(page);
  expect(commands.length).toBeGreaterThan(100);
  expect(commands.filter((command) => !command.startsWith('kubectl ') && whyNotRun(command) === undefined)).toEqual([]);
  expect(notRun.filter(({ pattern }) => !commands.some((command) => pattern.test(command)))).toEqual([]);
});

test.each([
  ['shows all of a short output', 'a\nb\n', ['a', 'b']],
  [
    'keeps what tells of a long one',
    `Name: web\nLabels: ${'\n  x'.repeat(30)}\nEvents:\n  Type Reason\n  Warning Failed\n`,
    ['Name: web', '…', 'Events:', '  Type Reason', '  Warning Failed'],
  ],
  ['keeps the top of a long table', 'web 1/1\n'.repeat(30), [...Array(12).fill('web 1/1'), '… (18 more lines)']],
  ['cuts a long answer', `{"status":"${'x'.repeat(600)}"}`, [`{"status":"${'x'.repeat(469)}…`]],
])('an excerpt %s', (_, output, expected) => {
  expect(excerpt(output)).toEqual(expected);
});

test('an incident has the same shape whenever it is played', () => {
  const at = (age: string, pod: string) =>
    shapeOf({ name: '', reason: 'NoneReady', message: `${pod} on node-1: for ${age}`, command: `kubectl logs ${pod}` });
  expect(at('1m5s', 'web-5d4f7b-xk2vz')).toEqual(at('3s', 'web-6b9f77d-2bqzx'));
  expect(at('3s', 'web-0')).not.toEqual(at('3s', 'db-0'));
});
