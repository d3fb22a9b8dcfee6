import type { TargetVerdict } from '../../lambda/health/targetVerdict';
import { incidentWithoutObject } from '../support/incidents';
import { writeProbeFixture } from '../support/probeFixture';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { IncidentPlayer } from './incidentPlayer';
import { freePort } from './loopback';
import { Observer, type Target } from './observer';
import type { Alertmanager } from './probes/alertmanager';
import { type AlertmanagerScenario, alertmanagerScenarios } from './probes/alertmanagerScenarios';
import { httpScenarios } from './probes/httpScenarios';
import { type ExpectedVerdict, noGrace } from './probes/probeScenario';
import type { Prometheus } from './probes/prometheus';
import { type Dependencies, type PrometheusScenario, prometheusScenarios } from './probes/prometheusScenarios';
import { type Place, ports, Stack } from './probes/stack';
import { StandIn } from './probes/standIn';
import { until } from './until';
import { type Run, Vigil } from './vigil';
import { apply } from './workloads';

/** The folder with Debian's Prometheus and Alertmanager. */
const programs = process.env.PROBED_PROGRAMS;
/** Whether to replace the fixtures of the unit tests by the current answers. */
const recordsAnswers = process.env.RECORD === '1';
/** Without the programs, their tests are skipped, and the title says how to get them. */
const describeIfInstalled = programs === undefined ? describe.skip : describe;
const need = programs === undefined ? ' (needs PROBED_PROGRAMS=$(test/cluster/probes/install))' : '';

const namespace = 'monitoring';
let controlPlane: ControlPlane;
let observer: Observer;
let stack: Stack;
const standIns: StandIn[] = [];
const incidents = new IncidentPlayer('probes');
/** A StatefulSet from whose pod nothing comes back. */
const silent = 'silent';

const places: readonly Place[] = [
  ...prometheusScenarios.map(({ name }) => ({ name, port: ports.prometheus })),
  ...alertmanagerScenarios.map(({ name, replicas = 1 }) => ({ name, port: ports.alertmanager, replicas })),
  ...httpScenarios.map(({ name, replicas = 1 }) => ({ name, port: ports.http, replicas })),
  { name: silent, port: ports.http },
];

beforeAll(async () => {
  controlPlane = await startControlPlane({ nodes: 2, proxies: true });
  observer = new Observer(controlPlane);
  stack = new Stack(controlPlane, namespace, programs);
  await stack.createPods(places);
});

afterAll(async () => {
  incidents.finish();
  observer?.stop();
  await Promise.all([stack?.stop(), ...standIns.map((each) => each.stop())]);
  await controlPlane?.stop();
});

/** Asks one program until its verdict is as expected and, if it is an incident, as in the runbook. Records its answers. */
function judgeUntil(
  { fixture, incident }: { readonly fixture: string; readonly incident: string },
  target: Target,
  { reason, message }: ExpectedVerdict,
): Promise<TargetVerdict> {
  let last: TargetVerdict | undefined;
  return until(
    () => `not as expected: ${JSON.stringify(last)}`,
    async () => {
      const { verdict, input } = await observer.observeProbe(target);
      last = verdict;
      if (verdict.reason !== reason || !message.test(verdict.message)) return undefined;
      // What was scraped until now may add a clause for a minute.
      const seen = incidentWithoutObject(incident, verdict);
      if (seen !== undefined && !incidents.isKnown(seen)) return undefined;
      const expected = { verdict: verdict.verdict, reason, message: verdict.message };
      if (recordsAnswers) writeProbeFixture(fixture, { ...input, expected });
      return verdict;
    },
  );
}

/** Plays a verdict as an incident of the runbook, unless it is Healthy or within its grace period. */
async function play(name: string, verdict: TargetVerdict | undefined, instead?: string): Promise<void> {
  const incident = verdict && incidentWithoutObject(name, verdict);
  if (incident !== undefined) await incidents.play(incident, controlPlane.kubeconfig, instead);
}

/** Asks until the verdicts are as expected: what was changed takes effect with a delay. */
function observeUntil(targets: readonly Target[], isExpected: (verdict: TargetVerdict) => boolean) {
  let last: readonly TargetVerdict[] = [];
  return until(
    () => `not as expected: ${JSON.stringify(last.filter((verdict) => !isExpected(verdict)))}`,
    async () => {
      last = await observer.observeAll(targets);
      return last.every(isExpected) ? last : undefined;
    },
  );
}

describeIfInstalled(`real programs${need}`, () => {
  const prometheis = new Map<string, Prometheus>();
  const alertmanagers = new Map<string, readonly Alertmanager[]>();
  let dependencies: Dependencies;

  beforeAll(async () => {
    const frozen = new StandIn({
      '/metrics': { status: 200, body: 'prometheus_tsdb_head_samples_appended_total 42\n' },
    });
    standIns.push(frozen);
    await frozen.start();
    await Promise.all(alertmanagerScenarios.map(startAlertmanagers));
    const withWatchdog = alertmanagerScenarios.filter(({ hasWatchdog = true }) => hasWatchdog);
    const alertmanager = alertmanagers.get('alertmanager')?.[0]?.port ?? 0;
    dependencies = { alertmanager, closed: await freePort(), frozen: frozen.port };
    await Promise.all(prometheusScenarios.map(startPrometheus));
    const sender = await stack.prometheus('sender');
    const receivers = withWatchdog.flatMap(({ name }) => (alertmanagers.get(name) ?? []).map(({ port }) => port));
    await sender.start({ alertmanagers: receivers });
  });

  async function startAlertmanagers({ name, replicas = 1, settings }: AlertmanagerScenario): Promise<void> {
    const replicaNames = Array.from({ length: replicas }, (_, replica) => `${name}-${replica}`);
    const started = await Promise.all(replicaNames.map((replica) => stack.alertmanager(replica)));
    alertmanagers.set(name, started);
    const peers = await Promise.all(started.map(freePort));
    await Promise.all(
      started.map(async (alertmanager, replica) => {
        stack.route(`${name}-${replica}`, ports.alertmanager, alertmanager.port);
        await alertmanager.start(settings?.(replica, peers) ?? {});
      }),
    );
  }

  const settings = (of: PrometheusScenario) => ({
    alertmanagers: [dependencies.alertmanager],
    ...(typeof of.broken === 'function' ? of.broken(dependencies) : {}),
  });

  async function startPrometheus(of: PrometheusScenario): Promise<void> {
    const prometheus = await stack.prometheus(of.name);
    prometheis.set(of.name, prometheus);
    stack.route(`${of.name}-0`, ports.prometheus, prometheus.port);
    if (of.broken === 'slow log') await prometheus.startWithSlowLog(settings(of));
    else await prometheus.start(of.fromStart ? settings(of) : { alertmanagers: [dependencies.alertmanager] });
    if (of.isReadyLater) await stack.becomeReady(`${of.name}-0`);
  }

  describe('a Prometheus', () => {
    const probe = ({ name }: PrometheusScenario): Target => ({
      probe: 'prometheus',
      namespace,
      pods: [`${name}-0`],
      port: ports.prometheus,
      ...noGrace,
    });
    const changed = prometheusScenarios.filter(({ fromStart }) => fromStart === undefined);

    test('is healthy before it is broken', async () => {
      const healthy = /^Prometheus is ready: Watchdog fires, 1 target was up, 1 active Alertmanager$/;
      const verdicts = await observeUntil(changed.map(probe), ({ message }) => healthy.test(message));

      expect(verdicts.map(({ verdict }) => verdict)).toEqual(changed.map(() => 'Healthy'));
      for (const one of changed) {
        if (one.broken === 'not valid') prometheis.get(one.name)?.breakConfiguration();
        if (typeof one.broken === 'function') prometheis.get(one.name)?.reload(settings(one));
      }
    });

    test.each(prometheusScenarios)('$title: $expected.reason', async (scenario) => {
      const { name, title, expected, shownPath } = scenario;
      const incident = `prometheus probe: ${title}`;

      const seen = await judgeUntil({ fixture: name, incident }, { ...probe(scenario), ...scenario.probe }, expected);

      expect(seen).toMatchObject({ kind: 'PrometheusProbe', name: `${name}-0`, verdict: expected.verdict });
      const proxy = `/api/v1/namespaces/${namespace}/pods/http:${name}-0:${ports.prometheus}/proxy`;
      await play(incident, seen, shownPath && `kubectl get --raw '${proxy}${shownPath}'`);
    });
  });

  describe('an Alertmanager', () => {
    beforeAll(async () => {
      await Promise.all(alertmanagerScenarios.map(({ name, breakIt }) => breakIt?.(alertmanagers.get(name) ?? [])));
    });

    const states = alertmanagerScenarios.flatMap(({ states: several, ...scenario }) =>
      several.map((state, index) => ({ ...scenario, ...state, fixture: `${scenario.name}-${index}` })),
    );
    test.each(states)('$title: $expected.verdict', async ({ name, title, replicas = 1, probe, ...more }) => {
      const { expected, warns, fixture } = more;
      const pods = Array.from({ length: replicas }, (_, replica) => `${name}-${replica}`);
      const target: Target = { probe: 'alertmanager', namespace, pods, port: ports.alertmanager, ...noGrace, ...probe };
      const incident = `alertmanager probe: ${title}`;

      const seen = await judgeUntil({ fixture, incident }, target, expected);

      expect(seen).toMatchObject({ kind: 'AlertmanagerProbe', verdict: expected.verdict });
      expect(seen.warns).toBe(warns);
      expect(JSON.stringify(seen)).not.toContain('hunter2');
      await play(incident, seen);
    });
  });
});

describe('programs of our own, and what the API server reports', () => {
  beforeAll(async () => {
    await Promise.all(
      httpScenarios.map(async ({ name, replicas = 1, behind }) => {
        if (replicas === 0) return;
        if (behind === 'the API server') {
          stack.route(`${name}-0`, ports.http, Number(new URL(controlPlane.server).port));
          return;
        }
        if (typeof behind === 'string') {
          stack.route(`${name}-0`, ports.http, behind);
          return;
        }
        const program = new StandIn(behind);
        standIns.push(program);
        await program.start();
        stack.route(`${name}-0`, ports.http, program.port);
      }),
    );
  });

  test.each(httpScenarios)('$title: $expected.reason', async ({ title, probe, expected }) => {
    const { verdict, reason, message } = expected;

    const [seen] = await observeUntil([{ namespace, ...probe }], (one) => one.reason === reason);

    expect(seen?.verdict).toBe(verdict);
    expect(seen?.message).toMatch(message);
    await play(`${probe.probe} probe: ${title}`, seen);
  });
});

describe('the real function, with the permissions that `eks-vigil rbac` grants', () => {
  const targets = `
  - { probe: http, namespace: ${namespace}, service: answers, port: ${ports.http}, path: /ready }
  - { probe: http, namespace: ${namespace}, service: answers, port: web, path: /ready }
  - { probe: http, namespace: ${namespace}, pods: [answers-0], port: ${ports.http}, path: /ready }`;
  const vigils: Vigil[] = [];

  beforeAll(() => startVigil(targets));

  afterAll(() => Promise.all(vigils.map((vigil) => vigil.stop())));

  async function startVigil(yaml: string): Promise<Vigil> {
    const vigil = await Vigil.start(controlPlane, yaml);
    vigils.push(vigil);
    return vigil;
  }

  function runUntil(isExpected: (run: Run) => boolean, vigil = vigils[0]): Promise<Run> {
    let last: Run | undefined;
    return until(
      () => `not as expected: ${JSON.stringify(last)}`,
      async () => {
        last = await vigil?.run();
        return last !== undefined && isExpected(last) ? last : undefined;
      },
    );
  }

  const rule = (resource: string, resourceNames: readonly string[]) => ({
    apiGroups: [''],
    resources: [resource],
    resourceNames,
    verbs: ['get'],
  });

  test('a grant for NAME:PORT is not enough: RBAC compares the literal segment of the path', async () => {
    const metadata = { name: 'without-scheme', namespace };
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name };
    const rules = [
      rule('services/proxy', [`answers:${ports.http}`, 'answers:web', 'http:answers:3001']),
      rule('pods/proxy', [`answers-0:${ports.http}`]),
      rule('pods', ['answers-0']),
    ];
    await apply(controlPlane, [
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata,
        roleRef,
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'eks-vigil' }],
      },
    ]);
    await controlPlane.kubectl([
      ...['wait', '--for=create', 'rolebinding/without-scheme', '-n', namespace, '--timeout=300s'],
    ]);

    const run = await runUntil(({ verdicts }) => verdicts.length === 3);

    expect(run.value).toBeUndefined();
    expect(run.verdicts.map(({ verdict, reason }) => `${verdict} ${reason}`)).toEqual(
      Array(3).fill('Unknown Forbidden'),
    );
    expect(run.verdicts[0]?.message).toMatch(
      /^permission to get services\/proxy "http:answers:3000" in namespace "monitoring" is missing; run `eks-vigil rbac/,
    );
  });

  test('the manifest grants exactly what is asked', async () => {
    await vigils[0]?.applyRbac();

    const run = await runUntil(({ value }) => value !== undefined);

    expect(run).toMatchObject({ value: 1, error: undefined });
    expect(run.verdicts.map(({ verdict, reason }) => `${verdict} ${reason}`)).toEqual(
      Array(3).fill('Healthy AnswersAsExpected'),
    );
  });

  test('a port from which nothing comes back gives no data, and the others are judged', async () => {
    stack.route(`${silent}-0`, ports.http, 'silence');
    const vigil = await startVigil(`
  - { probe: http, namespace: ${namespace}, pods: [${silent}-0], port: ${ports.http} }
  - { probe: http, namespace: ${namespace}, service: answers, port: ${ports.http}, path: /ready }`);
    await vigil.applyRbac();

    const run = await runUntil(({ verdicts }) => verdicts[1]?.verdict === 'Healthy', vigil);

    expect(run.value).toBeUndefined();
    expect(run.error).toMatch(/^HealthUnknown: .*ProbeTimedOut/);
    expect(run.verdicts[0]).toMatchObject({ verdict: 'Unknown', reason: 'ProbeTimedOut' });
    expect(run.verdicts[0]?.message).toMatch(
      /^no complete answer .* within \d+ ms: the program hangs, or it is blocked; allow TCP/,
    );
    const { message = '', command = '' } = run.verdicts[0] ?? {};
    const name = 'http probe: a port from which nothing comes back';
    await incidents.play({ name, reason: 'ProbeTimedOut', message, command }, controlPlane.kubeconfig);
  });
});

test('each incident of the runbook was played', () => {
  if (programs !== undefined) expect(incidents.missing).toEqual([]);
});
