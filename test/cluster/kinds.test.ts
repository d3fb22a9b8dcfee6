import type { TargetVerdict } from '../../lambda/health/targetVerdict';
import { kinds, splitApiVersion } from '../../model/kinds';
import type { Reason } from '../../model/reasons';
import { type Incident, incidentOf, incidentWithoutObject } from '../support/incidents';
import { writeObservedFixture } from '../support/observedFixture';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { IncidentPlayer } from './incidentPlayer';
import { autoscalers, budgets } from './kinds/autoscaling';
import { apiServices, brokenApi, namespaces } from './kinds/clusterScoped';
import { customResources } from './kinds/customResources';
import { daemonSets } from './kinds/daemonSets';
import { deployments } from './kinds/deployments';
import { hangingJobs } from './kinds/hangingJobs';
import { cronJobs, jobs } from './kinds/jobs';
import { type KindScenario, ScenarioContext, type State, targetIn } from './kinds/kindScenario';
import { kubeconfigWith } from './kinds/kubeconfigWith';
import { kubelet } from './kinds/kubelet';
import { lostNodes, nodes } from './kinds/nodes';
import { autoscaled, notObserved } from './kinds/notObserved';
import { pods } from './kinds/pods';
import { quota } from './kinds/quota';
import { restarts } from './kinds/restarts';
import { services } from './kinds/services';
import { statefulSets } from './kinds/statefulSets';
import { storage } from './kinds/storage';
import { webhook } from './kinds/webhook';
import { type Observation, Observer, type Target, toYaml } from './observer';
import { until } from './until';
import { type Run, Vigil } from './vigil';
import { apply } from './workloads';

/** States that take long to occur are last. */
const scenarios: readonly KindScenario[] = [
  ...nodes,
  // A pod without its image is Progressing for 5 minutes at most, whatever its grace.
  ...pods,
  ...notObserved,
  ...restarts,
  ...kubelet,
  ...webhook,
  ...deployments,
  ...statefulSets,
  ...daemonSets,
  ...quota,
  ...jobs,
  ...storage,
  ...services,
  ...budgets,
  ...customResources,
  ...namespaces,
  ...autoscalers,
  ...autoscaled,
  ...lostNodes,
  ...cronJobs,
  ...hangingJobs,
  ...apiServices,
];

/** Whether to replace the fixtures of the unit tests by those of this run. */
const recordsFixtures = process.env.RECORD === '1';
const incidents = new IncidentPlayer('kinds');

let controlPlane: ControlPlane;
let observer: Observer;

beforeAll(async () => {
  controlPlane = await startControlPlane({ nodes: 2 });
  observer = new Observer(controlPlane);
  await prepare();
});

afterAll(async () => {
  observer?.stop();
  await controlPlane?.stop();
  incidents.finish();
});

/** Applies the first objects of all scenarios and makes their early changes, so that the controllers work on all of them at the same time. */
async function prepare(): Promise<void> {
  const names = scenarios.map(({ namespace }) => namespace);
  await apply(
    controlPlane,
    names.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  );
  await until(
    () => 'not every namespace has its service account',
    async () => {
      const list = await controlPlane.kubectl(['get', 'serviceaccounts', '-A', '-o', 'name']);
      return list.split('serviceaccount/default\n').length > names.length || undefined;
    },
  );
  const given = scenarios.flatMap((scenario) => scenario.given(scenario.namespace));
  const isQuota = (one: { readonly kind?: string }) => one.kind === 'ResourceQuota';
  // Until a quota has its status, it rejects all pods, and their controllers wait longer after each try.
  await apply(controlPlane, given.filter(isQuota));
  await controlPlane.kubectl([
    ...['wait', '--for=jsonpath={.status.hard}', 'resourcequota', '--all', '-A', '--timeout=300s'],
  ]);
  await apply(
    controlPlane,
    given.filter((one) => !isQuota(one)),
  );
  await Promise.all(scenarios.map(({ namespace, early }) => early?.(new ScenarioContext(controlPlane, namespace))));
}

/** Observes a target until its verdict is as expected and, if it is an incident, its message and first command as in the runbook. */
function observeUntil(
  { name, target, expected, message = /^/, later }: State,
  namespace: string,
): Promise<Observation & { readonly incident: Incident | undefined }> {
  let last: Observation | undefined;
  let incident: Incident | undefined;
  return until(
    () => `the verdict was not as expected; the last one: ${JSON.stringify([last?.verdict, incident])}`,
    async () => {
      last = await observer.observe(targetIn(namespace, target), later);
      const { verdict, input } = last;
      const isExpected = verdict.verdict === expected.verdict && verdict.reason === expected.reason;
      if (!isExpected || !message.test(verdict.message)) return undefined;
      incident = input === undefined ? incidentWithoutObject(name, verdict) : incidentOf(name, input);
      return incident === undefined || incidents.isKnown(incident) ? { ...last, incident } : undefined;
    },
  );
}

describe.each(scenarios)('$namespace', ({ namespace, when, states, undo }) => {
  beforeAll(async () => when?.(new ScenarioContext(controlPlane, namespace)));
  afterAll(async () => undo?.(new ScenarioContext(controlPlane, namespace)));

  test.each(states.map((state): [string, State] => [`${state.name}: ${state.expected.verdict}`, state]))(
    '%s',
    async (_, state) => {
      const { verdict, input, incident } = await observeUntil(state, namespace);

      expect(verdict).toMatchObject(state.expected);
      if (incident !== undefined) await incidents.play(incident, controlPlane.kubeconfig);
      if (recordsFixtures && input) writeObservedFixture(state.name, { ...input, expected: state.expected });
    },
  );
});

describe('the real function, with the permissions that `eks-vigil rbac` grants', () => {
  const states = scenarios
    .flatMap(({ namespace, states }) => states.map(({ target }) => targetIn(namespace, target)))
    .filter((target, index, all) => all.findIndex((other) => identityOf(other) === identityOf(target)) === index);
  const custom = { kind: 'Widget', apiVersion: 'eks-vigil.test/v1', scope: 'Namespaced' };
  const everything = [...Object.entries(kinds).map(([kind, { scope }]) => ({ kind, scope })), custom].map(
    ({ scope, ...kind }): Target => ({
      ...kind,
      ...(scope === 'Cluster' ? {} : { namespace: '*' }),
      selector: '!absent',
    }),
  );
  let vigil: Vigil | undefined;

  afterEach(async () => {
    await vigil?.stop();
    vigil = undefined;
  });

  /** The first run with the same verdicts as with all permissions. The cluster changes meanwhile. */
  async function runUntilSame(targets: readonly Target[]): Promise<Run> {
    vigil = await Vigil.start(controlPlane, toYaml(targets));
    await vigil.applyRbac();
    let different: object[] = [];
    return until(
      () => `different verdicts: ${JSON.stringify(different)}`,
      async () => {
        const [limited, full] = await Promise.all([vigil?.run(), observer.observeAll(targets)]);
        different = full.flatMap((expected, index) => {
          const actual = limited?.verdicts[index];
          return actual?.verdict === expected.verdict && actual.reason === expected.reason
            ? []
            : [{ expected, actual }];
        });
        return different.length === 0 ? limited : undefined;
      },
    );
  }

  test.each([
    ['named targets', states],
    ['selectors in all namespaces', everything],
  ])('gives the same verdicts on %s', async (_, targets) => {
    const { value, error, verdicts } = await runUntilSame(targets);

    expect({ value, error }).toEqual({ value: 0, error: undefined });
    expect(verdicts).toHaveLength(targets.length);
    expect(verdicts.filter(({ message }) => /permission|may not be read/.test(message))).toEqual([]);
  });

  test('a deleted namespace is evidence for every kind in it, although its Role is deleted as well', async () => {
    const namespace = 'service';
    const targets: readonly Target[] = [
      { kind: 'Deployment', namespace, name: 'web' },
      { kind: 'Service', namespace, name: 'web' },
      { kind: 'Pod', namespace, selector: 'app=web' },
    ];
    await runUntilSame(targets);
    await controlPlane.kubectl(['delete', 'apiservice', brokenApi]);

    const held = new ScenarioContext(controlPlane, namespace);
    const finalizers = ['eks-vigil.test/hold'];
    await held.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', namespace, finalizers } });
    await controlPlane.kubectl(['delete', 'namespace', namespace, '--wait=false']);

    await controlPlane.kubectl([
      ...['wait', '--for=condition=NamespaceFinalizersRemaining', `namespace/${namespace}`, '--timeout=300s'],
    ]);
    await runUntilAll(targets, 'NamespaceTerminating');
    await held.patch('configmap/held', { metadata: { finalizers: null } });
    await controlPlane.kubectl(['wait', '--for=delete', `namespace/${namespace}`, '--timeout=300s']);

    const { value } = await runUntilAll(targets, 'NamespaceNotFound');
    expect(value).toBe(0);
  });

  /** Runs the function until all verdicts have a reason, and plays the first one as an incident. */
  async function runUntilAll(targets: readonly Target[], reason: Reason): Promise<Run> {
    let last: Run | undefined;
    const run = await until(
      () => `not ${reason}: ${JSON.stringify(last)}`,
      async () => {
        last = await vigil?.run();
        const isExpected = last?.verdicts.every((one) => one.verdict === 'Unhealthy' && one.reason === reason) === true;
        return isExpected ? last : undefined;
      },
    );
    expect(run.verdicts).toHaveLength(targets.length);
    const [{ message = '', command = '' } = {}] = run.verdicts;
    const name = reason === 'NamespaceNotFound' ? 'namespace deleted' : 'namespace being deleted';
    await incidents.play({ name, reason, message, command }, controlPlane.kubeconfig);
    return run;
  }
});

describe('a person without permission', () => {
  const namespace = 'deployment-ready';
  const account = `system:serviceaccount:${namespace}:default`;
  let kubeconfig: string;
  let person: Observer;

  beforeAll(async () => {
    const token = await controlPlane.kubectl(['create', 'token', 'default', '-n', namespace]);
    kubeconfig = kubeconfigWith(token.trim(), 'person', controlPlane);
    person = new Observer({ kubeconfig });
  });

  afterAll(() => person?.stop());

  test('may not read a Deployment', async () => {
    const [verdict] = await person.observeAll([{ kind: 'Deployment', namespace, name: 'web' }]);

    expect(verdict).toMatchObject({ verdict: 'Unknown', reason: 'Forbidden' });
    expect(verdict?.message).toContain(`is missing for user "${account}"`);
    await playAs('permission missing', verdict);
  });

  test('is not known to the cluster with a token that is not valid', async () => {
    const path = kubeconfigWith('expired', 'stranger', controlPlane);
    const stranger = new Observer({ kubeconfig: path });

    const [verdict] = await stranger.observeAll([{ kind: 'Deployment', namespace, name: 'web' }]);

    stranger.stop();
    expect(verdict).toMatchObject({ verdict: 'Unknown', reason: 'Unauthorized' });
    await playAs('identity not known', verdict, path);
  });

  test('may read a Service, but not its endpoints', async () => {
    await controlPlane.kubectl(['create', 'role', 'services', '--verb=get', '--resource=services', '-n', namespace]);
    await controlPlane.kubectl([
      ...['create', 'rolebinding', 'services', '--role=services', `--serviceaccount=${namespace}:default`],
      ...['-n', namespace],
    ]);
    await apply(controlPlane, [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', namespace },
        spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
      },
    ]);

    const verdict = await until(
      () => 'the endpoints are not unreadable',
      async () => {
        const [seen] = await person.observeAll([{ kind: 'Service', namespace, name: 'web' }]);
        return seen?.reason === 'UnreadableEndpoints' ? seen : undefined;
      },
    );

    expect(verdict).toMatchObject({ verdict: 'Unknown' });
    await playAs('endpoints may not be read', verdict);
  });

  async function playAs(name: string, verdict: TargetVerdict | undefined, path = kubeconfig): Promise<void> {
    const incident = verdict && incidentWithoutObject(name, verdict);
    if (incident === undefined) throw new Error(`${name} has no first command`);
    await incidents.play(incident, path);
  }
});

test('each incident of the runbook was played', () => {
  expect(incidents.missing).toEqual([]);
});

/** The identity of a target. A configuration may have each only once. */
function identityOf({ kind, apiVersion = '', namespace, name, selector }: Target): string {
  return JSON.stringify([kind, splitApiVersion(apiVersion).group, namespace, name, selector]);
}
