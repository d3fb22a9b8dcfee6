import { kinds, splitApiVersion } from '../../model/kinds';
import { writeObservedFixture } from '../support/observedFixture';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { autoscalers, budgets } from './kinds/autoscaling';
import { apiServices, brokenApi, namespaces } from './kinds/clusterScoped';
import { customResources } from './kinds/customResources';
import { daemonSets } from './kinds/daemonSets';
import { deployments } from './kinds/deployments';
import { hangingJobs } from './kinds/hangingJobs';
import { cronJobs, jobs } from './kinds/jobs';
import { type KindScenario, ScenarioContext, type State, targetIn } from './kinds/kindScenario';
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

/** Whether to replace the fixtures of the unit tests by the current objects. */
const record = process.env.RECORD === '1';

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
  await apply(
    controlPlane,
    scenarios.flatMap(({ namespace, given }) => given(namespace)),
  );
  await Promise.all(scenarios.map(({ namespace, early }) => early?.(new ScenarioContext(controlPlane, namespace))));
}

/** Observes a target until its verdict is as expected. */
function observeUntil({ target, expected, message = /^/, later }: State, namespace: string): Promise<Observation> {
  let last: Observation | undefined;
  return until(
    () => `the verdict was not as expected; the last one: ${JSON.stringify(last?.verdict)}`,
    async () => {
      last = await observer.observe(targetIn(namespace, target), later);
      const { verdict } = last;
      const isExpected = verdict.verdict === expected.verdict && verdict.reason === expected.reason;
      return isExpected && message.test(verdict.message) ? last : undefined;
    },
  );
}

describe.each(scenarios)('$namespace', ({ namespace, when, states, undo }) => {
  beforeAll(async () => when?.(new ScenarioContext(controlPlane, namespace)));
  afterAll(async () => undo?.(new ScenarioContext(controlPlane, namespace)));

  test.each(states.map((state): [string, State] => [`${state.name}: ${state.expected.verdict}`, state]))(
    '%s',
    async (_, state) => {
      const { verdict, input } = await observeUntil(state, namespace);

      expect(verdict).toMatchObject(state.expected);
      if (record && input) writeObservedFixture(state.name, { ...input, expected: state.expected });
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

    await controlPlane.kubectl(['delete', 'namespace', namespace, '--wait=true', '--timeout=300s']);

    const { value, verdicts } = (await vigil?.run()) ?? {};
    expect(value).toBe(0);
    expect(verdicts?.map(({ verdict, reason }) => `${verdict} ${reason}`)).toEqual(
      targets.map(() => 'Unhealthy NamespaceNotFound'),
    );
  });
});

/** The identity of a target. A configuration may have each only once. */
function identityOf({ kind, apiVersion = '', namespace, name, selector }: Target): string {
  return JSON.stringify([kind, splitApiVersion(apiVersion).group, namespace, name, selector]);
}
