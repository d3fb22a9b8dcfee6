import { App, CfnParameter, Stack, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { EksVigil } from '../../lib';
import type { VigilStack } from '../../lib/vigilStack';
import { createStacks } from '../../lib/vigilStacks';
import { configFrom } from '../support/configFrom';

const network = 'network: { vpc: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d], clusterSecurityGroup: sg-0a1b2c3d }';
const eks =
  '{ kind: EKSCluster }, { kind: EKSNodegroup, name: "*" }, { kind: EKSAddon, name: coredns }, { kind: EKSAddon, name: vpc-cni }';
const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd';
const email = '{ email: [ada@example.com] }';

/** Each option that makes a resource or changes one, and all together. */
const options: Readonly<Record<string, string>> = {
  'no option': '',
  'a dry run': 'dryRun: true',
  network,
  'access entry': 'access: accessEntry',
  'KMS key of the log': `logging: { kmsKey: "${key}", keepWithoutStack: true }`,
  'topic for the Watchdog': 'watchdog: { topic: true, publisher: "arn:aws:iam::111122223333:role/alertmanager" }',
  'topics for email': `alarms: { page: ${email}, ticket: ${email} }`,
  heartbeat: `heartbeat: { url: "ssm:/eks-vigil/heartbeat", failureUrl: "ssm:/eks-vigil/failure", kmsKey: "${key}" }`,
  notify: 'notify: { topics: ["arn:aws:sns:eu-central-1:111122223333:messages"] }',
  maintenance: 'maintenance: [{ name: upgrade, cron: "0 2 * * SUN", duration: 4h }]',
  'permissions boundary': 'function: { permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary" }',
  'x86_64 and reserved concurrency': 'function: { architecture: x86_64, reservedConcurrency: 2 }',
  tags: 'tags: { team: platform }',
  'an account': '',
  'what EKS reports': '',
};

const clusters: Readonly<Record<string, string>> = {
  'an account': '{ name: prod, region: eu-central-1, account: "111122223333" }',
};
const targets: Readonly<Record<string, string>> = { 'what EKS reports': eks };

function stacksOf(app: App, name: string): VigilStack[] {
  const cluster = clusters[name] ?? '{ name: prod, region: eu-central-1 }';
  const watched = targets[name] ?? '{ kind: Deployment, namespace: shop, name: web }';
  const text = `cluster: ${cluster}\nmetric: { namespace: N, name: H }\ntargets: [${watched}]\n${options[name] ?? ''}`;
  return createStacks(app, [configFrom(text)]);
}

/** What `cdk synth` does with the pack AwsSolutions in the app. */
function check(app: App): () => unknown {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return () => app.synth();
}

test.each(Object.keys(options))(
  'the app has no finding that is not acknowledged where its resource is made: %s',
  (name) => {
    const app = new App();
    stacksOf(app, name);
    expect(check(app)).not.toThrow();
  },
);

test('so has the construct in an app of somebody else, also with a token', () => {
  const app = new App();
  const stack = new Stack(app, 'Payments', { env: { region: 'eu-central-1' } });
  new EksVigil(stack, 'Vigil', {
    name: 'payments',
    cluster: { name: new CfnParameter(stack, 'ClusterName').valueAsString, region: 'eu-central-1' },
    targets: [{ kind: 'EKSNodegroup', name: '*' }],
  });
  expect(check(app)).not.toThrow();
});

test('a finding that is not acknowledged fails', () => {
  const app = new App();
  const stack = new Stack(app, 'Payments', { env: { region: 'eu-central-1' } });
  const vigil = new EksVigil(stack, 'Vigil', {
    cluster: { name: 'prod', region: 'eu-central-1' },
    targets: [{ kind: 'Deployment', namespace: 'shop', name: 'web' }],
  });
  vigil.role.addToPrincipalPolicy(
    new PolicyStatement({ effect: Effect.ALLOW, actions: ['s3:*'], resources: ['arn:aws:s3:::*'] }),
  );
  expect(check(app)).toThrow(/validation/i);
});
