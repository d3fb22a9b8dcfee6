import { type ControlPlane, startControlPlane } from './controlPlane';
import { until } from './until';
import { type Run, Vigil } from './vigil';
import { apply, deployment } from './workloads';

let controlPlane: ControlPlane;
let vigil: Vigil;
const ns = 'severities';

beforeAll(async () => {
  controlPlane = await startControlPlane();
  await controlPlane.kubectl(['create', 'namespace', ns]);
  await controlPlane.kubectl(['wait', '--for=create', 'serviceaccount/default', '-n', ns, '--timeout=300s']);
  vigil = await Vigil.start(
    controlPlane,
    `
  - { kind: Deployment, namespace: ${ns}, name: prometheus }
  - { kind: Deployment, namespace: ${ns}, name: grafana, severity: ticket }`,
  );
  await vigil.applyRbac();
});

afterAll(async () => {
  await vigil?.stop();
  await controlPlane?.stop();
});

/** Runs the function until both values, and the verdict on the page, are as expected: statuses change with a delay. */
function runUntil(value: number | undefined, ticketValue: number | undefined, page?: string): Promise<Run> {
  let last: Run | undefined;
  return until(
    () => `the result was not as expected; the last one: ${JSON.stringify(last)}`,
    async () => {
      last = await vigil.run();
      const isExpected = page === undefined || last.verdicts[0]?.verdict === page;
      return isExpected && last.value === value && last.ticketValue === ticketValue ? last : undefined;
    },
  );
}

const one = (name: string, outcome?: 'crash-loop') =>
  deployment(name, { namespace: ns, spec: { replicas: 1 }, ...(outcome === undefined ? {} : { outcome }) });

test('an unhealthy ticket gives 1 and, for tickets, 0', async () => {
  await apply(controlPlane, [one('prometheus'), one('grafana', 'crash-loop')]);
  const { error, verdicts } = await runUntil(1, 0, 'Healthy');
  expect(error).toBeUndefined();
  expect(verdicts).toMatchObject([
    { verdict: 'Healthy' },
    { verdict: 'Unhealthy', reason: 'CrashLooping', severity: 'ticket' },
  ]);
});

test('an unhealthy page gives 0, beside a healthy ticket', async () => {
  await controlPlane.kubectl(['delete', 'deployment', 'prometheus', 'grafana', '-n', ns, '--wait']);
  await apply(controlPlane, [one('prometheus', 'crash-loop'), one('grafana')]);
  const { error, verdicts } = await runUntil(0, 1);
  expect(error).toBeUndefined();
  // Healthy, or Progressing until its pod is ready.
  expect(verdicts).toMatchObject([{ verdict: 'Unhealthy' }, { severity: 'ticket' }]);
});

test('a ticket that may not be read withholds its own value, and the run fails', async () => {
  const role = ['-n', ns, 'role', 'eks-vigil'];
  await controlPlane.kubectl([
    'patch',
    ...role,
    '--type=json',
    '-p',
    JSON.stringify([{ op: 'replace', path: '/rules/2/resourceNames', value: ['prometheus'] }]),
  ]);
  const { error } = await runUntil(0, undefined);
  expect(error).toMatch(/^HealthUnknown: .*so no value of the severity ticket is published: Deployment .*\/grafana/);
});
