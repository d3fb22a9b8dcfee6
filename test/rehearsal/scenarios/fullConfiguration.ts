import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeartbeatServer } from '../../support/servers/heartbeatServer';
import { account, type Ground, region } from '../ground';
import { readMetric } from '../metric';
import { deployProd, prepareCluster, prodStack } from '../prodStack';
import { DeployedVigil, thisMinute } from '../vigil';
import { createMessagesTopic, messagesTopic, rehearseNotification, startHeartbeat } from './notification';

const topic = `arn:aws:sns:${region}:${account}:${prodStack}`;
const alarmNames = ['blind', 'chronic', 'health', 'ticket'].map((role) => `${prodStack}-${role}`);

/** What config/minimal.yaml leaves out. Its ticket target does not exist. */
const optional = `  - { kind: StatefulSet, namespace: monitoring, name: absent, severity: ticket }
alarms: { page: { email: [on-call@example.com] }, ticket: { email: [platform@example.com] } }
dashboard: true
maintenance: [{ name: node-upgrade, cron: 0 2 * * SUN, duration: 4h }]
notify: { topics: ["${messagesTopic}"] }
heartbeat: { url: "ssm:/eks-vigil/heartbeat" }
`;
const optionalTypes = [
  'AWS::CloudWatch::AlarmMuteRule',
  'AWS::CloudWatch::Dashboard',
  'AWS::Events::Rule',
  'AWS::KMS::Key',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
];

/** A deployed stack gets everything that is optional, and loses it again. */
export function rehearseFullConfiguration(ground: () => Ground): void {
  const list = (command: string, query: string) => ground().aws<unknown[]>(`${command} --query '${query}'`);
  let vigil: DeployedVigil;
  let heartbeat: HeartbeatServer;

  async function deploy(added: string): Promise<void> {
    const minimal = readFileSync(join(ground().project, 'config/minimal.yaml'), 'utf8');
    const text = added === '' ? minimal : minimal.replace(/^metric:/m, 'metric:\n  perTarget: true');
    writeFileSync(join(ground().project, 'config/prod.yaml'), text + added);
    await prepareCluster(ground());
    await deployProd(ground());
  }

  beforeAll(async () => {
    heartbeat = await startHeartbeat(ground());
    await createMessagesTopic(ground());
    await deploy(optional);
    vigil = new DeployedVigil(ground(), prodStack);
  });
  afterAll(async () => {
    vigil?.stop();
    await heartbeat?.stop();
  });

  test('a run publishes 1 for the person on call, 0 for the tickets, and a metric for each target', async () => {
    const at = thisMinute();
    expect(await vigil.run(at)).toMatchObject({ value: 1, ticketValue: 0, published: true });
    expect((await readMetric(ground(), vigil.stack)).get(at)).toBe(1);
    expect((await readMetric(ground(), vigil.stack, 'ticket')).get(at)).toBe(0);
    const ofTargets = 'Metrics[?Dimensions[?Name==`Target`]].MetricName';
    expect(await list('cloudwatch list-metrics --namespace EksVigil', ofTargets)).toHaveLength(2);
  });

  test.each([
    ['health', 'page', 'on-call@example.com'],
    ['ticket', 'ticket', 'platform@example.com'],
  ])('the alarm %s calls the encrypted topic %s, which has the address', async (role, name, address) => {
    const arn = `${topic}-${name}`;
    const actions = 'MetricAlarms[].[AlarmActions, OKActions][]';
    expect(await list(`cloudwatch describe-alarms --alarm-names ${prodStack}-${role}`, actions)).toEqual([
      [arn],
      [arn],
    ]);
    const endpoints = 'Subscriptions[].[Protocol, Endpoint]';
    expect(await list(`sns list-subscriptions-by-topic --topic-arn ${arn}`, endpoints)).toEqual([['email', address]]);
    const { Attributes } = await ground().aws<{ Attributes: { KmsMasterKeyId: string } }>(
      `sns get-topic-attributes --topic-arn ${arn}`,
    );
    const rotation = await ground().aws(`kms get-key-rotation-status --key-id ${Attributes.KmsMasterKeyId}`);
    expect(rotation).toMatchObject({ KeyRotationEnabled: true });
  });

  test('the saved queries read the log of the function, and the dashboard has alarms and metrics', async () => {
    const { LoggingConfig } = vigil.stack.watcher.properties;
    const queries = vigil.stack.resources.filter(({ type }) => type === 'AWS::Logs::QueryDefinition');
    expect(queries).toHaveLength(4);
    for (const { properties } of queries) expect(properties.LogGroupNames).toEqual([LoggingConfig.LogGroup]);
    const { DashboardBody } = await ground().aws<{ DashboardBody: string }>(
      `cloudwatch get-dashboard --dashboard-name ${prodStack}`,
    );
    const { widgets } = JSON.parse(DashboardBody) as { widgets: { type: string; properties: { alarms?: string[] } }[] };
    expect(new Set(widgets.map(({ type }) => type))).toEqual(new Set(['text', 'alarm', 'metric', 'log']));
    const shown = widgets.flatMap(({ type, properties }) => (type === 'alarm' ? (properties.alarms ?? []) : []));
    expect(shown.map(nameOf).sort()).toEqual(alarmNames);
  });

  test('state changes of exactly these alarms invoke another function, and the window mutes exactly these', async () => {
    const rule = vigil.stack.one('AWS::Events::Rule').physicalId;
    const { EventPattern } = await ground().aws<{ EventPattern: string }>(`events describe-rule --name ${rule}`);
    expect(JSON.parse(EventPattern).resources.map(nameOf).sort()).toEqual(alarmNames);
    const targets = await list(`events list-targets-by-rule --rule ${rule}`, 'Targets[].Arn');
    expect(targets).toEqual([`arn:aws:lambda:${region}:${account}:function:${vigil.stack.notifier.name}`]);
    expect(vigil.stack.notifier.name).not.toBe(vigil.stack.watcher.name);
    const { MuteTargets } = vigil.stack.one('AWS::CloudWatch::AlarmMuteRule').properties as unknown as MuteRule;
    expect([...MuteTargets.AlarmNames].sort()).toEqual(alarmNames);
  });

  describe('its messages', () => rehearseNotification(ground, () => ({ vigil, heartbeat })));

  test('in a dry run, the heartbeat is not called', async () => {
    await deploy(`${optional}dryRun: true\n`);
    heartbeat.requests.length = 0;
    expect(await vigil.run()).toMatchObject({ value: 1, published: false });
    expect(heartbeat.requests).toEqual([]);
  });

  test('without what is optional, nothing of it is left', async () => {
    await deploy('');
    const types = vigil.stack.resources.map(({ type }) => type);
    expect(types.filter((type) => optionalTypes.includes(type))).toEqual([]);
    expect(types.filter((type) => type === 'AWS::Lambda::Function')).toHaveLength(1);
    expect(await list('cloudwatch list-dashboards', 'DashboardEntries')).toEqual([]);
    expect(await list('events list-rules', 'Rules')).toEqual([]);
    expect(await vigil.run()).toMatchObject({ value: 1, published: true });
  });
}

interface MuteRule {
  readonly MuteTargets: { readonly AlarmNames: readonly string[] };
}

/** The name of an alarm, of its ARN. */
function nameOf(arn: string): string {
  return arn.split(':').at(-1) ?? '';
}
