import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import { VigilStack } from '../../lib/vigilStack';
import { configWith, diagnose } from './config/input';

const kmsKey = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const url = 'ssm:/eks-vigil/heartbeat';
const withoutBundling = { 'aws:cdk:bundling-stacks': [] };
const stackWith = (heartbeat: object | undefined, app = new App({ context: withoutBundling })) =>
  new VigilStack(app, { config: configWith(['heartbeat', heartbeat], ['cluster.account', '111122223333']) });

/** The statements about the heartbeat in the policies of the function's role. */
function statementsOf(heartbeat?: object): unknown[] {
  const roles = Object.values(Template.fromStack(stackWith(heartbeat)).findResources('AWS::IAM::Role'));
  const statements = roles
    .flatMap(({ Properties }) => Properties.Policies ?? [])
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return statements.filter(({ Action }) => /ssm|kms/.test(String(Action)));
}

const arnOf = (name: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ssm:eu-central-1:111122223333:parameter${name}`]],
});

describe('the function may read', () => {
  test('nothing without a heartbeat', () => {
    expect(statementsOf()).toEqual([]);
  });

  test('the one parameter; the key of AWS needs no permission', () => {
    expect(statementsOf({ url })).toEqual([
      { Action: 'ssm:GetParameter', Effect: 'Allow', Resource: arnOf('/eks-vigil/heartbeat') },
    ]);
  });

  test('both parameters, and their key only through the Parameter Store and for them', () => {
    const arns = [arnOf('/eks-vigil/heartbeat'), arnOf('/down')];
    expect(statementsOf({ url, failureUrl: 'ssm:/down', kmsKey })).toEqual([
      { Action: 'ssm:GetParameter', Effect: 'Allow', Resource: arns },
      {
        Action: 'kms:Decrypt',
        Effect: 'Allow',
        Resource: kmsKey,
        Condition: {
          StringEquals: {
            'kms:ViaService': { 'Fn::Join': ['.', ['ssm.eu-central-1', { Ref: 'AWS::URLSuffix' }]] },
            'kms:EncryptionContext:PARAMETER_ARN': arns,
          },
        },
      },
    ]);
  });
});

test('cdk-nag reports only the findings that are acknowledged here', () => {
  const app = new App({ context: withoutBundling });
  const stack = stackWith({ url, failureUrl: 'ssm:/down', kmsKey }, app);
  Validations.of(stack).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'PutMetricData has no resource types; the condition on the namespace limits it',
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});

test.each<[object | undefined, object | undefined]>([
  [undefined, undefined],
  [{ url }, { parameter: '/eks-vigil/heartbeat' }],
  [
    { url, failureUrl: 'ssm:/down', kmsKey },
    { parameter: '/eks-vigil/heartbeat', failureParameter: '/down' },
  ],
])('the function gets the names of the parameters: %j', (heartbeat, expected) => {
  expect(toRuntimeConfig(configWith(['heartbeat', heartbeat])).heartbeat).toEqual(expected);
});

describe('an address that is not in the Parameter Store is refused, and not repeated', () => {
  const expected =
    'got a value that is not shown here, expected ssm: and the name of a SecureString in the Parameter Store, which must begin with "/", such as ssm:/eks-vigil/heartbeat: the address itself is a secret, because whoever knows it can report that all is well. Store it with `aws ssm put-parameter --type SecureString --name /eks-vigil/heartbeat --value ADDRESS`.';
  const address = 'https://hc-ping.com/3f2a9b1c-4d5e-4f60-8a7b-9c0d1e2f3a4b';

  test.each(['url', 'failureUrl'])('%s', (key) => {
    expect(diagnose(['heartbeat', { url, [key]: address }])).toEqual([`error heartbeat.${key}: ${expected}`]);
  });

  test.each(['/eks-vigil/heartbeat', 'ssm:eks-vigil', 'ssm:/', 'ssm:/a b', 7, [address]])('%j', (value) => {
    const [problem, ...others] = diagnose(['heartbeat', { url: value }]);
    expect(others).toEqual([]);
    expect(problem).toMatch(
      /^error heartbeat\.url: got a value that is not shown here, expected ssm: and the name of a SecureString/,
    );
    expect(problem).not.toContain('3f2a');
  });

  // The second one is what YAML makes of a missing space.
  test.each([address, `url:${address}`, [address]])('in place of the mapping: %j', (value) => {
    expect(diagnose(['heartbeat', value])).toEqual([
      'error heartbeat: got a value that is not shown here, expected a mapping such as { url: "ssm:/eks-vigil/heartbeat" }, with the name of a SecureString in the Parameter Store: the address itself is a secret.',
    ]);
  });
});
