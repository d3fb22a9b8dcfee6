import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { VigilStack } from '../../lib/vigilStack';
import { configFrom } from '../support/configFrom';

function templateOf(more: string): Template {
  const config = configFrom(`
cluster: { name: prod, region: eu-central-1, account: "111122223333" }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: monitoring, name: grafana }]
${more}`);
  return Template.fromStack(new VigilStack(new App(), { config }));
}

const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const boundary = 'arn:aws:iam::111122223333:policy/platform/boundary';

test.each<[option: string, type: string, properties: object]>([
  ['function: { architecture: x86_64 }', 'AWS::Lambda::Function', { Architectures: ['x86_64'] }],
  ['function: { memorySize: 512 }', 'AWS::Lambda::Function', { MemorySize: 512 }],
  ['function: { timeout: 45 }', 'AWS::Lambda::Function', { Timeout: 45 }],
  ['function: { reservedConcurrency: 2 }', 'AWS::Lambda::Function', { ReservedConcurrentExecutions: 2 }],
  ['function: {}', 'AWS::Lambda::Function', { MemorySize: 256, ReservedConcurrentExecutions: Match.absent() }],
  ['function: { roleName: platform-vigil }', 'AWS::IAM::Role', { RoleName: 'platform-vigil', Path: Match.absent() }],
  ['logging: { retentionDays: 365 }', 'AWS::Logs::LogGroup', { RetentionInDays: 365 }],
  [`logging: { kmsKey: "${key}" }`, 'AWS::Logs::LogGroup', { KmsKeyId: key }],
  ['logging: {}', 'AWS::Logs::LogGroup', { RetentionInDays: 30, KmsKeyId: Match.absent() }],
])('%s', (option, type, properties) => {
  templateOf(option).hasResourceProperties(type, properties);
});

test('the log group is deleted with the stack, unless it is kept', () => {
  templateOf('').hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
  templateOf('logging: { keepWithoutStack: true }').hasResource('AWS::Logs::LogGroup', {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
  });
});

test('the permissions boundary applies to every role of the stack', () => {
  const template = templateOf(`function: { permissionsBoundary: "${boundary}" }`);
  template.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: boundary });
  template.resourceCountIs('AWS::IAM::Role', 2);
});

test('the tags are on everything that can have some', () => {
  const template = templateOf('tags: { team: platform }');
  const tags = Match.arrayWith([{ Key: 'team', Value: 'platform' }]);
  const tagged = ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::Logs::LogGroup', 'AWS::CloudWatch::Alarm'];
  for (const type of tagged) template.allResourcesProperties(type, { Tags: tags });
});

test('the name of the role is also in what maps it, and in what the function knows about itself', () => {
  const outputs = templateOf('function: { roleName: platform-vigil }').findOutputs('MapRole');
  expect(JSON.stringify(outputs)).toContain(':role/platform-vigil --username eks-vigil');
});

test.each([
  ['function: { memorySize: 128 }', 'function.memorySize: got 128, expected an integer from 256 to 10240'],
  ['function: { timeout: 90 }', 'function.timeout: got 90, expected an integer from 15 to 60'],
  ['function: { roleName: team/vigil }', 'without a path'],
  ['function: { permissionsBoundary: boundary }', 'the ARN of a policy'],
  ['function: { memory: 512 }', 'function.memory: unknown key. Did you mean memorySize?'],
  ['logging: { retentionDays: 31 }', 'a number of days that CloudWatch Logs accepts: 1, 3, 5'],
  ['logging: { kmsKey: alias/logs }', 'the ARN of a key'],
  ['tags: { "aws:team": x }', 'tags'],
])('%s is a problem', (option, problem) => {
  expect(() => templateOf(option)).toThrow(problem);
});
