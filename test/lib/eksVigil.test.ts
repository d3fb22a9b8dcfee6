import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { LambdaAction, OpsItemSeverity, SnsAction, SsmAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EksVigil, type EksVigilProps } from '../../lib';
import { createRbacManifest } from '../../lib/config/rbacManifest';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import { propsFrom } from '../../lib/configOfProps';
import { VigilStack } from '../../lib/vigilStack';
import { configFrom } from '../support/configFrom';

const recommendedFlags = JSON.parse(
  readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8'),
);
const cluster = { name: 'prod', region: 'eu-central-1' };
const targets = [{ kind: 'Deployment', namespace: 'monitoring', name: 'grafana' }];

function stack(env = {}): Stack {
  return new Stack(new App(), 'Platform', { env });
}

function vigilIn(scope: Stack, props: Partial<EksVigilProps> = {}): EksVigil {
  return new EksVigil(scope, 'Vigil', { cluster, targets, ...props });
}

describe('in a stack of another app', () => {
  test('it has all resources of a vigil, with the names of the cluster', () => {
    const scope = stack();
    vigilIn(scope);
    const template = Template.fromStack(scope);
    template.hasResourceProperties('AWS::IAM::Role', { RoleName: 'eks-vigil-eu-central-1-prod' });
    template.resourceCountIs('AWS::Scheduler::Schedule', 1);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 3);
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: Match.absent() });
    expect(template.toJSON()).not.toHaveProperty('Outputs');
  });

  test.each([
    ['without feature flags', {}],
    ['with those of `cdk init`', recommendedFlags],
  ])('a stack of this project moves to it: the same resources with the same logical IDs, %s', (_, context) => {
    const network = { vpc: 'vpc-0a1b2c3d', subnets: ['subnet-0a1b2c3d'], clusterSecurityGroup: 'sg-0a1b2c3d' };
    const metric = { namespace: 'N', name: 'H' };
    const props = { cluster, targets, metric, network, access: 'accessEntry', watchdog: { topic: true } } as const;
    const config = configFrom(JSON.stringify(props));
    const own = Template.fromStack(new VigilStack(new App({ context: recommendedFlags }), { config }));
    const scope = new Stack(new App({ context }), 'Platform', { env: { region: 'eu-central-1' } });
    new EksVigil(scope, 'Default', props);
    const idsOf = ({ Resources }: Record<string, Record<string, { Type: string }>>) =>
      Object.entries(Resources ?? {})
        .map(([id, { Type }]) => `${id} ${Type}`)
        .sort();
    expect(idsOf(Template.fromStack(scope).toJSON())).toEqual(idsOf(own.toJSON()));
  });

  test('the state machine of zoneTraffic has a logical ID by which `doctor --stack` finds it', () => {
    const scope = stack({ region: 'eu-central-1' });
    vigilIn(scope, { zoneTraffic: { flowLogs: { vpc: 'vpc-0123456789abcdef0' } } });
    const found = Template.fromStack(scope).findResources('AWS::StepFunctions::StateMachine');
    expect(Object.keys(found)).toEqual([expect.stringMatching(/^VigilZoneTrafficStateMachine[0-9A-F]{8}$/)]);
  });

  test('the metric has a default, and metricHealth returns it', () => {
    const scope = stack();
    const { namespace, metricName, statistic, dimensions, period } = vigilIn(scope).metricHealth();
    expect({ namespace, metricName, statistic, dimensions }).toEqual({
      namespace: 'EksVigil',
      metricName: 'ClusterHealth',
      statistic: 'Minimum',
      dimensions: { Cluster: 'prod' },
    });
    expect(period.toSeconds()).toBe(60);
    expect(vigilIn(stack(), { name: 'payments' }).metricHealth({ statistic: 'Average' })).toMatchObject({
      statistic: 'Average',
      dimensions: { Cluster: 'prod', Vigil: 'payments' },
    });
  });

  test('what has to be applied to the cluster is available', () => {
    const vigil = vigilIn(stack({ account: '111122223333', region: 'eu-central-1' }));
    const config = configFrom(
      `cluster: ${JSON.stringify(cluster)}\nmetric: { namespace: N, name: H }\ntargets: ${JSON.stringify(targets)}`,
    );
    expect(vigil.rbacManifest).toEqual(createRbacManifest(toRuntimeConfig(config).plan));
    expect(vigil.group).toBe('eks-vigil');
    expect(vigil.mapRoleCommand).toMatch(
      /^eksctl create iamidentitymapping --cluster prod --region eu-central-1 --arn arn:\S+:iam::111122223333:role\/eks-vigil-eu-central-1-prod /,
    );
  });

  test('with an access entry, nothing has to be mapped', () => {
    const scope = stack();
    vigilIn(scope, { access: 'accessEntry' });
    Template.fromStack(scope).hasResourceProperties('AWS::EKS::AccessEntry', { ClusterName: 'prod' });
  });

  test('a dry run has no alarms', () => {
    expect(vigilIn(stack(), { dryRun: true }).alarms).toEqual({});
    expect(Object.keys(vigilIn(stack(), { alarms: { ticket: { chronic: false } } }).alarms)).toEqual([
      'health',
      'blind',
    ]);
  });

  test('another region than that of the cluster is rejected', () => {
    expect(() => vigilIn(stack({ region: 'eu-west-1' }))).toThrow(
      "the cluster is in eu-central-1, but the stack is in eu-west-1. Create the construct in a stack with env: { region: 'eu-central-1' }.",
    );
  });
});

describe('the actions of the alarms', () => {
  test('are those of the CDK; topics and functions are also called on OK', () => {
    const scope = stack();
    const topic = new Topic(scope, 'OnCall');
    const handler = LambdaFunction.fromFunctionArn(scope, 'Fn', 'arn:aws:lambda:eu-central-1:111122223333:function:f');
    const page = [new SnsAction(topic), new SsmAction(OpsItemSeverity.HIGH), new LambdaAction(handler)];
    vigilIn(scope, { pageActions: page });
    const ref = { Ref: Match.stringLikeRegexp('^OnCall') };
    const template = Template.fromStack(scope);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'eks-vigil-eu-central-1-prod-health',
      AlarmActions: [ref, { 'Fn::Join': Match.anyValue() }, 'arn:aws:lambda:eu-central-1:111122223333:function:f'],
      OKActions: [ref, 'arn:aws:lambda:eu-central-1:111122223333:function:f'],
    });
  });

  test.each(['blind', 'chronic', 'ticket', 'pod-metrics-failing', 'scaling-failing', 'zones-failed', 'zones-late'])(
    'those of ticket are also those of %s',
    (name) => {
      const scope = stack({ region: 'eu-central-1' });
      const arn = 'arn:aws:sns:eu-central-1:111122223333:own';
      const policies = [{ type: 'Pods', value: 1 }] as const;
      vigilIn(scope, {
        targets: [...targets, { kind: 'Deployment', namespace: 'shop', name: 'web', severity: 'ticket' }],
        alarms: { ticket: { actions: [arn] } },
        ticketActions: [new SnsAction(new Topic(scope, 'Tickets'))],
        podMetrics: [{ preset: 'vpc-cni' }],
        zoneTraffic: { flowLogs: { vpc: 'vpc-0123456789abcdef0' } },
        scaling: [
          {
            target: { kind: 'Deployment', namespace: 'shop', name: 'web' },
            min: 1,
            max: 3,
            up: { alarm: { arn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:busy' }, policies },
          },
        ],
      });
      const actions = [arn, { Ref: Match.stringLikeRegexp('^Tickets') }];
      Template.fromStack(scope).hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: `eks-vigil-eu-central-1-prod-${name}`,
        AlarmActions: actions,
        OKActions: actions,
      });
    },
  );

  test('those of page are also those of the Watchdog, and an own role can publish to its topic', () => {
    const scope = stack();
    const topic = new Topic(scope, 'OnCall');
    const handler = LambdaFunction.fromFunctionArn(scope, 'Fn', 'arn:aws:lambda:eu-central-1:111122223333:function:f');
    const vigil = vigilIn(scope, {
      watchdog: { topic: true },
      pageActions: [new SnsAction(topic), new LambdaAction(handler)],
    });
    vigil.watchdogTopic?.grantPublish(new Role(scope, 'Alertmanager', { assumedBy: new ServicePrincipal('pods.eks') }));
    const template = Template.fromStack(scope);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'eks-vigil-eu-central-1-prod-watchdog',
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^OnCall') }, 'arn:aws:lambda:eu-central-1:111122223333:function:f'],
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          { Effect: 'Allow', Action: 'sns:Publish', Resource: { Ref: Match.stringLikeRegexp('WatchdogTopic') } },
        ],
      },
      Roles: [{ Ref: Match.stringLikeRegexp('^Alertmanager') }],
    });
    expect(Object.keys(vigil.alarms)).toEqual(['health', 'blind', 'chronic', 'watchdog']);
    expect(vigilIn(stack()).watchdogTopic).toBeUndefined();
  });

  test('without any, a warning says that nobody is notified; with some, there is none', () => {
    const silent = stack();
    vigilIn(silent);
    Annotations.fromStack(silent).hasWarning('*', Match.stringLikeRegexp('alarms: has no actions'));
    const ticketOnly = stack();
    vigilIn(ticketOnly, { ticketActions: [new SnsAction(new Topic(ticketOnly, 'Tickets'))] });
    Annotations.fromStack(ticketOnly).hasWarning('*', Match.stringLikeRegexp('alarms.page.actions: has no actions'));
    const heard = stack();
    const actions = [new SnsAction(new Topic(heard, 'OnCall'))];
    vigilIn(heard, { pageActions: actions, ticketActions: actions });
    Annotations.fromStack(heard).hasNoWarning('*', Match.stringLikeRegexp('has no actions'));
  });

  test('are at most five, with those of the configuration', () => {
    const scope = stack();
    const arn = 'arn:aws:sns:eu-central-1:111122223333:own';
    const page = Array.from({ length: 5 }, (_, index) => new SnsAction(new Topic(scope, `Topic${index}`)));
    expect(() => vigilIn(scope, { pageActions: page, alarms: { page: { actions: [arn] } } })).toThrow(
      /alarms\.page\.actions: .*at most 5 ARNs/,
    );
  });
});

describe('tokens', () => {
  test('the name of the cluster may be one if the vigil has a name: it reaches the function by its environment', () => {
    const scope = stack();
    const name = new CfnParameter(scope, 'ClusterName').valueAsString;
    const vigil = vigilIn(scope, { name: 'payments', cluster: { ...cluster, name } });
    const template = Template.fromStack(scope);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { CLUSTER_NAME: { Ref: 'ClusterName' } } },
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'eks-vigil-payments-eu-central-1-payments',
      Policies: [
        {
          PolicyDocument: {
            Statement: Match.arrayWith([
              Match.objectLike({
                Action: 'eks:DescribeCluster',
                Resource: { 'Fn::Join': ['', Match.arrayWith([{ Ref: 'ClusterName' }])] },
              }),
            ]),
          },
        },
      ],
    });
    expect(scope.resolve(vigil.mapRoleCommand)).toMatchObject({
      'Fn::Join': ['', expect.arrayContaining([{ Ref: 'ClusterName' }])],
    });
    expect(vigil.metricHealth().dimensions).toEqual({ Cluster: 'payments', Vigil: 'payments' });
  });

  test('without a name, and anywhere else, a token is rejected with its path', () => {
    const scope = stack();
    const token = new CfnParameter(scope, 'Value').valueAsString;
    expect(() => vigilIn(scope, { cluster: { ...cluster, name: token } })).toThrow(
      /cluster\.name: got a token, .*; specify a name for the vigil/,
    );
    expect(
      () => new EksVigil(scope, 'Other', { cluster, targets: [{ kind: 'Deployment', namespace: token, name: 'web' }] }),
    ).toThrow(/targets\.0\.namespace: got a token, .*; use a literal/);
  });
});

test('all problems of the props are reported at once, as those of a file', () => {
  const bad = { seconds: 90, targets: [{ kind: 'Deploymnt', namespace: 'a', name: 'b' }], dry: true };
  const problems = ['seconds: got 90', 'dry: unknown key. Did you mean dryRun', 'Did you mean Deployment'];
  for (const problem of problems) expect(() => vigilIn(stack(), bad)).toThrow(problem);
  expect(() => vigilIn(stack(), bad)).toThrow(/^EksVigil: the configuration has problems:/);
});

describe('from a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'eks-vigil-props-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function file(text: string): string {
    const path = join(folder, 'prod.yaml');
    writeFileSync(path, text);
    return path;
  }

  const text = `cluster: { name: prod, region: eu-central-1, account: "111122223333" }
metric: { namespace: Own, name: Health, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: monitoring, name: grafana }]
grace: 10m
`;

  test('the vigil is the same as with the props, and overrides replace keys', () => {
    const [fromFile, fromProps] = [stack(), stack()];
    EksVigil.fromFile(fromFile, 'Vigil', file(text), { seconds: 120 });
    vigilIn(fromProps, {
      metric: { namespace: 'Own', name: 'Health', dimensions: [{ name: 'Cluster', value: 'prod' }] },
      grace: '10m',
      seconds: 120,
    });
    expect(Template.fromStack(fromFile).toJSON()).toEqual(Template.fromStack(fromProps).toJSON());
  });

  test('the values file of a preset is relative to the file', () => {
    writeFileSync(join(folder, 'helm.yaml'), 'fullnameOverride: obs\n');
    const preset = '{ kube-prometheus-stack: { release: kps, namespace: monitoring, values: helm.yaml } }';
    const [target] = propsFrom(file(`${text.replace(/targets: .*/, `presets: [${preset}]`)}`)).targets ?? [];
    expect(target).toMatchObject({ kind: 'Deployment', name: 'obs-operator' });
  });

  test('values files of presets are relative to the file', () => {
    writeFileSync(join(folder, 'values.yaml'), 'fullnameOverride: mon\n');
    const preset = 'presets: [{ kube-prometheus-stack: { release: kps, namespace: monitoring, values: values.yaml } }]';
    const vigil = EksVigil.fromFile(stack(), 'Vigil', file(`${text}${preset}\n`));
    expect(JSON.stringify(vigil.rbacManifest)).toContain('"prometheus-mon-prometheus"');
  });

  test('problems have their line', () => {
    expect(() => EksVigil.fromFile(stack(), 'Vigil', file(`${text}second: 60\n`))).toThrow(
      /prod\.yaml:5:1: error: second: unknown key\. Did you mean seconds\?/,
    );
  });
});
