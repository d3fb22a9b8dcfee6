import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { VigilStack } from '../../../lib/vigilStack';
import { configWith } from '../config/input';

/** What the description of each alarm tells to run first. */

/** The longest ARN of a state machine, and the longest name of a log group that CloudFormation generates. */
const arn = 'A'.repeat(150);
const logGroup = 'L'.repeat(100);
const config = configWith(
  ['podMetrics', [{ preset: 'vpc-cni' }]],
  [
    'scaling.0',
    {
      target: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      min: 1,
      max: 2,
      up: {
        alarm: { arn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:slow' },
        policies: [{ type: 'Pods', value: 1 }],
      },
    },
  ],
  ['targets.1', { kind: 'Deployment', namespace: 'shop', name: 'report', severity: 'ticket' }],
  ['zoneTraffic', { flowLogs: { vpc: 'vpc-0123456789abcdef0' } }],
);

/** The descriptions by the ends of the names of the alarms. */
function descriptions(file?: string): ReadonlyMap<string, string> {
  const template = Template.fromStack(new VigilStack(new App(), { config, file }));
  return new Map(
    Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties: properties }) => {
      const parts: unknown[] = properties.AlarmDescription['Fn::Join']?.[1] ?? [properties.AlarmDescription];
      const text = parts
        .map((part) => (typeof part === 'string' ? part : 'Ref' in (part as object) ? logGroup : arn))
        .join('');
      return [properties.AlarmName.replace('eks-vigil-eu-central-1-prod-', ''), text];
    }),
  );
}

const known = descriptions('config/prod.yaml');
const doctor = '`eks-vigil doctor --config config/prod.yaml`';
const list = `\`aws stepfunctions list-executions --state-machine-arn ${arn} --region eu-central-1 --max-items 5\``;

test.each([
  ['health', ['`eks-vigil check --config config/prod.yaml --problems`', doctor]],
  ['ticket', ['`eks-vigil check --config config/prod.yaml --problems`']],
  ['blind', [doctor]],
  ['chronic', ['`eks-vigil history --config config/prod.yaml`']],
  ['pod-metrics-failing', [doctor, `\`aws logs tail ${logGroup} --since 15m --region eu-central-1\``]],
  ['scaling-failing', [doctor, `\`aws logs tail ${logGroup} --since 15m --region eu-central-1\``]],
  ['zones-failed', [list]],
  ['zones-late', [doctor, list]],
])('of %s it is complete, and in the runbook is a section with the steps', (name, commands) => {
  const description = known.get(name) ?? '';
  const [, first = ''] = description.split('\n');
  for (const command of commands) expect(first).toContain(command);
  expect(description).toContain(`\nRunbook: docs/runbook.md of eks-vigil, section "Alarm ${name}"`);
  const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'runbook.md'), 'utf8');
  const [, section = ''] = page.split(`\n### Alarm ${name}\n`);
  expect(section.split('\n#')[0]?.match(/^\d\. /gm)).toEqual(['1. ', '2. ', '3. ']);
});

test('there is one for each alarm', () => {
  expect(known.size).toBe(8);
});

test.each([
  ['not known', undefined, 'FILE'],
  ['too long', `${'f'.repeat(200)}.yaml`, 'FILE'],
  ['with a space', 'my files/prod.yaml', "'my files/prod.yaml'"],
])('with a path that is %s', (_, file, written) => {
  const all = descriptions(file);
  expect(all.get('health')).toContain(`eks-vigil check --config ${written} --problems`);
  expect(all.get('scaling-failing')).toContain(`eks-vigil doctor --config ${written}\``);
});

test('with the longest path, no description is too long', () => {
  for (const text of descriptions(`${'f'.repeat(145)}.yaml`).values()) expect(text.length).toBeLessThanOrEqual(1024);
});
