import { kinds, splitApiVersion } from '../../model/kinds';
import { writeObservedFixture } from '../support/observedFixture';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { autoscalers, budgets } from './kinds/autoscaling';
import { apiServices, brokenApi, namespaces } from './kinds/clusterScoped';
import { customResources } from './kinds/customResources';
import { daemonSets } from './kinds/daemonSets';
import { deployments } from './kinds/deployments';
import { cronJobs, jobs } from './kinds/jobs';
import { lostNodes, nodes } from './kinds/nodes';
import { pods } from './kinds/pods';
import { quota } from './kinds/quota';
import { type Scenario, Stage, type State, targetIn } from './kinds/scenario';
import { services } from './kinds/services';
import { statefulSets } from './kinds/statefulSets';
import { storage } from './kinds/storage';
import { until } from './until';
import { type Look, Vigil } from './vigil';
import { type Sighting, type Target, toYaml, Witness } from './observer';
import { apply } from './workloads';

/** What takes a while to come about comes last. */
const scenarios: readonly Scenario[] = [
  ...nodes,
  ...deployments,
  ...statefulSets,
  ...daemonSets,
  ...quota,
  ...pods,
  ...jobs,
  ...storage,
  ...services,
  ...budgets,
  ...customResources,
  ...namespaces,
  ...autoscalers,
  ...lostNodes,
  ...cronJobs,
  ...apiServices,
];

/** Whether to replace the fixtures of the unit tests by what is seen now. */
const record = process.env.RECORD === '1';

let controlPlane: ControlPlane;
let witness: Witness;

beforeAll(async () => {
  controlPlane = await startControlPlane({ nodes: 2 });
  witness = new Witness(controlPlane);
  await prepare();
});

afterAll(async () => {
  witness?.stop();
  await controlPlane?.stop();
});

/** Applies what all scenarios begin with, so that the controllers work on them at the same time. */
async function prepare(): Promise<void> {
  const names = scenarios.map(({ namespace }) => namespace);
  await apply(
    controlPlane,
    names.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  );
  await until(
    () => 'not every namespace got its service account',
    60,
    async () => {
      const list = await controlPlane.kubectl(['get', 'serviceaccounts', '-A', '-o', 'name']);
      return list.split('serviceaccount/default\n').length > names.length || undefined;
    },
  );
  await apply(
    controlPlane,
    scenarios.flatMap(({ namespace, given }) => given(namespace)),
  );
}

/** Looks until the verdict is as expected. */
function lookUntil({ target, expected, message = /^/, within = 30 }: State, namespace: string): Promise<Sighting> {
  let last: Sighting | undefined;
  return until(
    () => `the verdict did not come out as expected; the last one: ${JSON.stringify(last?.verdict)}`,
    within,
    async () => {
      last = await witness.see(targetIn(namespace, target));
      const { verdict } = last;
      const isExpected = verdict.verdict === expected.verdict && verdict.reason === expected.reason;
      return isExpected && message.test(verdict.message) ? last : undefined;
    },
  );
}

describe.each(scenarios)('$namespace', ({ namespace, when, states, undo }) => {
  beforeAll(async () => when?.(new Stage(controlPlane, namespace)));
  afterAll(async () => undo?.(new Stage(controlPlane, namespace)));

  test.each(states.map((state): [string, State] => [`${state.name}: ${state.expected.verdict}`, state]))(
    '%s',
    async (_, state) => {
      const { verdict, seen } = await lookUntil(state, namespace);

      expect(verdict).toMatchObject(state.expected);
      if (record && seen) writeObservedFixture(state.name, { ...seen, expected: state.expected });
    },
  );
});

describe('the genuine function, with the rights that `eks-vigil rbac` grants', () => {
  const states = scenarios
    .flatMap(({ namespace, states }) => states.map(({ target }) => targetIn(namespace, target)))
    .filter((target, index, all) => all.findIndex((other) => aboutWhat(other) === aboutWhat(target)) === index);
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

  /** What it says, once it is what is said with all rights: the cluster goes on meanwhile. */
  async function lookUntilSame(targets: readonly Target[]): Promise<Look> {
    vigil = await Vigil.start(controlPlane, toYaml(targets));
    await vigil.applyRbac();
    let different: object[] = [];
    return until(
      () => `not the same is said of: ${JSON.stringify(different)}`,
      30,
      async () => {
        const [seen, wanted] = await Promise.all([vigil?.look(), witness.look(targets)]);
        different = wanted.flatMap((full, index) => {
          const limited = seen?.verdicts[index];
          return limited?.verdict === full.verdict && limited.reason === full.reason ? [] : [{ full, limited }];
        });
        return different.length === 0 ? seen : undefined;
      },
    );
  }

  test.each([
    ['each by its name', states],
    ['all of a kind everywhere', everything],
  ])('says the same of %s', async (_, targets) => {
    const { value, error, verdicts } = await lookUntilSame(targets);

    expect({ value, error }).toEqual({ value: 0, error: undefined });
    expect(verdicts).toHaveLength(targets.length);
    expect(verdicts.filter(({ message }) => /permission|may not be read/.test(message))).toEqual([]);
  });

  test('takes a deleted namespace for evidence of every kind in it, though its Role went with it', async () => {
    const namespace = 'service';
    const targets: readonly Target[] = [
      { kind: 'Deployment', namespace, name: 'web' },
      { kind: 'Service', namespace, name: 'web' },
      { kind: 'Pod', namespace, selector: 'app=web' },
    ];
    await lookUntilSame(targets);
    await controlPlane.kubectl(['delete', 'apiservice', brokenApi]);

    await controlPlane.kubectl(['delete', 'namespace', namespace, '--wait=true', '--timeout=60s']);

    const { value, verdicts } = (await vigil?.look()) ?? {};
    expect(value).toBe(0);
    expect(verdicts?.map(({ verdict, reason }) => `${verdict} ${reason}`)).toEqual(
      targets.map(() => 'Unhealthy NamespaceNotFound'),
    );
  });
});

/** What both are about if they are about the same objects, which one configuration may name only once. */
function aboutWhat({ kind, apiVersion = '', namespace, name, selector }: Target): string {
  return JSON.stringify([kind, splitApiVersion(apiVersion).group, namespace, name, selector]);
}
