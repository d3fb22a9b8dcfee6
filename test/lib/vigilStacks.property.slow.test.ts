import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import { checkAcrossFiles } from '../../lib/config/checks/acrossFiles';
import { createRbacManifest } from '../../lib/config/rbacManifest';
import type { Config } from '../../lib/config/schema/schema';
import type { VigilStack } from '../../lib/vigilStack';
import { createStacks } from '../../lib/vigilStacks';
import { createReadingPlan } from '../../model/readingPlan';
import { numRuns } from '../support/numRuns';
import { type Change, inputWith, loadInput } from './config/input';

const long = 'c'.repeat(60);
const keys = ['name', 'cluster', 'region', 'account'] as const;
const anyIdentity = fc.record({
  name: fc.constantFrom(undefined, 'a', 'b'),
  cluster: fc.constantFrom('prod', 'Prod', 'my_cluster', 'my-cluster', 'b-prod', `${long}_1`, `${long}-1`, `${long}-2`),
  region: fc.constantFrom('eu-central-1', 'eu-west-1'),
  account: fc.constantFrom(undefined, '111122223333', '444455556666'),
});
type Identity = typeof anyIdentity extends fc.Arbitrary<infer T> ? T : never;

/** Files that differ from the first one in some values only, so that many of them are in conflict. */
const anyFiles = fc
  .tuple(anyIdentity, fc.array(fc.tuple(anyIdentity, fc.subarray([...keys])), { minLength: 1, maxLength: 3 }))
  .map(([first, others]) => [
    first,
    ...others.map(
      ([other, changed]): Identity => ({
        ...first,
        ...Object.fromEntries(changed.map((key) => [key, other[key]])),
      }),
    ),
  ]);

/** The files, with different metrics, so that only their names can be in conflict. */
function load(identities: readonly Identity[]) {
  const loaded = identities.map(({ name, cluster, region, account }, index) => {
    const changes: Change[] = [
      ['name', name],
      ['cluster', { name: cluster, region, account }],
      ['metric.name', `M${index}`],
    ];
    return loadInput(inputWith(...changes, ['alarms', undefined], ['watchdog', { topic: true }]), `${index}.yaml`);
  });
  const configs = loaded.flatMap(({ config }) => config ?? []);
  expect(configs).toHaveLength(identities.length);
  return { loaded, configs };
}

const unknownAccount = 'the account that one deploys with';

/** What a stack and its manifest create, each as JSON of where the name must be unique, what it is, and the name. */
function createdBy(stack: VigilStack, { cluster, targets, name }: Config): string[] {
  const template = Template.fromStack(stack);
  const { account = unknownAccount, region } = cluster;
  const namesOf = (type: string, property: string): string[] =>
    Object.values(template.findResources(type)).flatMap(({ Properties }) => Properties[property] ?? []);
  const regional = {
    'AWS::CloudWatch::Alarm': 'AlarmName',
    'AWS::Lambda::Function': 'FunctionName',
    'AWS::Scheduler::Schedule': 'Name',
    'AWS::Logs::LogGroup': 'LogGroupName',
    'AWS::SNS::Topic': 'TopicName',
  };
  const objects = createRbacManifest(createReadingPlan(targets), name);
  return [
    [account, region, 'stack', stack.stackName],
    ...namesOf('AWS::IAM::Role', 'RoleName').map((role) => [account, 'role', role.toLowerCase()]),
    ...Object.entries(regional).flatMap(([type, property]) =>
      namesOf(type, property).map((own) => [account, region, type, own]),
    ),
    ...objects.map(({ kind, metadata }) => [account, region, cluster.name, kind, metadata.namespace, metadata.name]),
  ].map((created) => JSON.stringify(created));
}

/** Whether anything is created twice, if the files without an account are deployed in one of these. */
function hasDuplicates(created: readonly string[]): boolean {
  return ['111122223333', '444455556666', '777788889999'].some((account) => {
    const names = created.map((name) => name.replace(unknownAccount, account));
    return new Set(names).size < names.length;
  });
}

test('files without a conflict can be in one app, and create nothing twice', () => {
  fc.assert(
    fc.property(anyFiles, (files) => {
      const { loaded, configs } = load(files);
      fc.pre(checkAcrossFiles(loaded).length === 0);
      const stacks = createStacks(new App(), configs);
      expect(new Set(stacks.map(({ artifactId }) => artifactId.toLowerCase())).size).toBe(files.length);
      const created = stacks.flatMap((stack, index) =>
        configs.slice(index, index + 1).flatMap((config) => createdBy(stack, config)),
      );
      expect(hasDuplicates(created)).toBe(false);
    }),
    { numRuns: numRuns(40) },
  );
});

test('files with a conflict would create something twice', () => {
  fc.assert(
    fc.property(anyFiles, (files) => {
      const { loaded, configs } = load(files);
      fc.pre(checkAcrossFiles(loaded).length > 0);
      // Each in an app of its own, as one would deploy them one after the other.
      const created = configs.flatMap((config) =>
        createStacks(new App(), [config]).flatMap((stack) => createdBy(stack, config)),
      );
      expect(hasDuplicates(created)).toBe(true);
    }),
    { numRuns: numRuns(20) },
  );
});
