import { App, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { VigilStack } from '../../lib/vigilStack';
import { configFrom } from '../support/configFrom';

const yaml = (more: string) => `
cluster: { name: prod, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: monitoring, name: grafana }]
${more}`;

function stackOf(more = ''): VigilStack {
  return new VigilStack(new App(), { config: configFrom(yaml(more)) });
}

interface Widget {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>> & { readonly title?: string };
}

/** The widgets, with each reference to another resource as REF. */
function widgetsOf(stack: VigilStack): Widget[] {
  const [dashboard] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
  const body = dashboard?.Properties.DashboardBody;
  const parts: unknown[] = typeof body === 'string' ? [body] : body['Fn::Join'][1];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'REF')).join('')).widgets;
}

describe('the dashboard', () => {
  test('exists only if it is configured', () => {
    Template.fromStack(stackOf()).resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  });

  test('shows health, alarms, what is not healthy now, changes, duration and errors', () => {
    const stack = stackOf('dashboard: true');
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: 'eks-vigil-eu-central-1-prod' });
    template.hasOutput('DashboardUrl', {
      Value:
        'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#dashboards/dashboard/eks-vigil-eu-central-1-prod',
    });
    expect(widgetsOf(stack).map(({ type, properties }) => [type, properties.title ?? ''])).toEqual([
      ['text', ''],
      ['alarm', 'Alarms'],
      ['metric', 'Health: 1 healthy, 0 unhealthy, a gap is unknown'],
      ['metric', 'Targets that are short of what they need'],
      ['log', 'Not healthy now (the newest run)'],
      ['log', 'Recent changes'],
      ['metric', 'Duration of a run'],
      ['metric', 'Runs that failed, were throttled or did not happen'],
    ]);
  });

  test('shows every metric and every alarm that the configuration has', () => {
    const more = `dashboard: true\nwatchdog: { topic: true }\nseverity: ticket`;
    const stack = stackOf(
      more.replace('severity: ticket', 'alarms: { page: { runbook: "https://wiki.example.com/r" } }'),
    );
    const widgets = widgetsOf(stack);
    expect(widgets.find(({ type }) => type === 'alarm')?.properties.alarms).toHaveLength(4);
    expect(widgets[0]?.properties.markdown).toContain('[Runbook](https://wiki.example.com/r)');
  });

  test('with tickets, has their metric', () => {
    const config = configFrom(
      yaml('dashboard: true').replace(
        'grafana }',
        'grafana }, { kind: Deployment, namespace: shop, name: web, severity: ticket }',
      ),
    );
    const health = widgetsOf(new VigilStack(new App(), { config })).find(({ properties: { title = '' } }) =>
      title.startsWith('Health'),
    );
    expect(JSON.stringify(health?.properties.metrics)).toMatch(/"ClusterHealth".*"ClusterHealthTicket"/);
  });

  test('in a dry run has no alarms', () => {
    const types = widgetsOf(stackOf('dashboard: true\ndryRun: true')).map(({ type }) => type);
    expect(types).not.toContain('alarm');
  });

  test('its price is said at synthesis', () => {
    const found = Annotations.fromStack(stackOf('dashboard: true')).findInfo(
      '*',
      Match.stringLikeRegexp('3 USD a month'),
    );
    expect(found).toHaveLength(1);
    expect(Annotations.fromStack(stackOf()).findInfo('*', Match.anyValue())).toEqual([]);
  });

  test('passes cdk-nag', () => {
    const app = new App();
    const stack = new VigilStack(app, { config: configFrom(yaml('dashboard: true')) });
    Validations.of(stack).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'as without a dashboard: the condition on the namespace limits PutMetricData',
    });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).not.toThrow();
  });
});

test('the queries are saved with every stack, for the log group of the function, and the outputs link to them', () => {
  const template = Template.fromStack(stackOf());
  const logGroup = { Ref: Match.stringLikeRegexp('^VigilLogs') };
  for (const title of ['Failing targets', 'Changes', 'Slow runs', 'Blind runs']) {
    template.hasResourceProperties('AWS::Logs::QueryDefinition', {
      Name: `eks-vigil-eu-central-1-prod/${title}`,
      LogGroupNames: [logGroup],
      QueryString: Match.stringLikeRegexp('^filter '),
    });
    template.hasOutput(`${title.replace(/ (\w)/, (_, letter) => letter.toUpperCase())}QueryUrl`, {
      Value: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('logsV2:logs-insights')])] },
    });
  }
  template.resourceCountIs('AWS::Logs::QueryDefinition', 4);
});
