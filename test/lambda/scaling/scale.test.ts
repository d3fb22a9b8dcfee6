import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { ScalingContext } from '../../../lambda/scaling/scale';
import { scale } from '../../../lambda/scaling/scale';
import type { ScalingRule } from '../../../model/scalingConfig';

const now = Date.parse('2026-11-22T08:00:00Z');
const direction = (alarm: string) => ({
  alarm,
  policies: [{ type: 'Pods' as const, value: 2 }],
  select: 'Max' as const,
  coolDown: 60,
});
const rule = (name: string): ScalingRule => ({
  target: { kind: 'Deployment', group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop', name },
  lease: `${name}-lease`,
  min: 1,
  max: 9,
  up: direction(`${name}-busy`),
  // Only one entry has both.
  ...(name === 'both' ? { down: direction('both-idle') } : {}),
  dryRun: false,
});

interface Line {
  readonly level: string;
  readonly fields: Record<string, unknown>;
}

/** A run with an API server whose objects are in memory, and with alarms. */
function setUp(alarms: readonly object[], names = ['web'], failing?: string) {
  const paths: string[] = [];
  const lines: Line[] = [];
  const written: object[] = [];
  const describedNames: unknown[] = [];
  const log = (level: string) => (_: string, fields: object) => void lines.push({ level, fields: { ...fields } });
  const respond = (body: Record<string, unknown>) => Promise.resolve({ body, now });
  const context: ScalingContext = {
    config: {
      cluster: { name: 'prod', region: 'eu-central-1' },
      access: { type: 'eksctl', roleName: 'role', group: 'group' },
      inVpc: false,
      logging: { level: 'info', format: 'json' },
      rules: names.map(rule),
      rbacHash: 'abc',
      file: 'prod.yaml',
    },
    client: {
      read: ({ resource, name }) => {
        paths.push(`GET ${resource} ${name ?? ''}`.trim());
        if (name !== undefined && name === failing) return Promise.reject(new Error('broken'));
        if (resource === 'deployments/scale')
          return respond({ kind: 'Scale', metadata: { name }, spec: { replicas: 2 } });
        if (resource === 'leases') return respond({ kind: 'Lease', metadata: { name } });
        const kind = resource === 'scaledobjects' ? 'ScaledObject' : 'HorizontalPodAutoscaler';
        return respond({ kind: `${kind}List`, items: [], metadata: {} });
      },
      replace: (path, object) => {
        paths.push(`PUT ${path.split('/').slice(-2).join('/')}`);
        written.push(object);
        return respond({ ...object });
      },
      explain: () => undefined,
    },
    cloudWatch: {
      send: async (command: unknown) => {
        if (command instanceof DescribeAlarmsCommand) describedNames.push(command.input.AlarmNames);
        return { MetricAlarms: alarms };
      },
    } as ScalingContext['cloudWatch'],
    log: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
  };
  const run = (event: unknown) => scale({ event, id: 'invocation', remaining: 30_000 }, context);
  return { run, paths, lines, written, describedNames };
}

const alarm = (AlarmName: string, StateValue: string, more = {}) => ({
  AlarmName,
  StateValue,
  ActionsEnabled: true,
  ...more,
});
const scheduled = { time: '2026-11-22T08:00:00Z' };
const changed = (alarmName: string) => ({ 'detail-type': 'CloudWatch Alarm State Change', detail: { alarmName } });

test('without an alarm in ALARM, no request goes to the cluster', async () => {
  const { run, paths, lines } = setUp([alarm('web-busy', 'OK')]);
  expect(await run(scheduled)).toEqual([{ target: 'Deployment shop/web', outcome: 'NoAlarm' }]);
  expect(paths).toEqual([]);
  expect(lines).toMatchObject([
    { level: 'info', fields: { summary: 'no alarm of 1 target is in ALARM', results: [] } },
  ]);
});

test('a change is claimed in the Lease, written, and confirmed in the Lease; the log has both numbers', async () => {
  const { run, paths, lines, written } = setUp([alarm('web-busy', 'ALARM')]);
  await run(changed('web-busy'));
  expect(paths.slice(-3)).toEqual(['PUT leases/web-lease', 'PUT web/scale', 'PUT leases/web-lease']);
  expect(written).toMatchObject([{ spec: { holderIdentity: 'invocation' } }, { spec: { replicas: 4 } }, { spec: {} }]);
  expect(lines).toMatchObject([
    {
      level: 'info',
      fields: {
        summary: 'Deployment shop/web: 2 -> 4 (up, web-busy)',
        trigger: { type: 'alarm', alarm: 'web-busy' },
        results: [{ outcome: 'Changed', change: { from: 2, to: 4 } }],
      },
    },
  ]);
});

test('an event concerns the entries with its alarm only', async () => {
  const { run, describedNames } = setUp([alarm('api-busy', 'ALARM')], ['web', 'api']);
  expect((await run(changed('api-busy'))).map(({ target }) => target)).toEqual(['Deployment shop/api']);
  expect(describedNames).toEqual([['api-busy']]);
});

test('an alarm with disabled actions is paused', async () => {
  const { run, paths } = setUp([alarm('web-busy', 'ALARM', { ActionsEnabled: false })]);
  expect(await run(scheduled)).toMatchObject([{ outcome: 'NoAlarm' }]);
  expect(paths).toEqual([]);
});

test('a test event changes nothing', async () => {
  const { run, written } = setUp([alarm('web-busy', 'ALARM')]);
  expect(await run({})).toMatchObject([{ outcome: 'WouldChange', change: { from: 2, to: 4 } }]);
  expect(written).toEqual([]);
});

test('an entry that fails makes the invocation fail after the others were applied', async () => {
  const alarms = [alarm('web-busy', 'ALARM'), alarm('api-busy', 'ALARM')];
  const { run, lines, written } = setUp(alarms, ['web', 'api'], 'web');
  await expect(run(scheduled)).rejects.toThrow('Deployment shop/web: broken');
  expect(written).toHaveLength(3);
  expect(lines).toMatchObject([
    { level: 'error', fields: { results: [{ outcome: 'Failed' }, { outcome: 'Changed' }] } },
  ]);
});

describe('an alarm that does not exist', () => {
  const missing = (alarms: string) =>
    `Deployment shop/both: there is no alarm ${alarms} in the region of the cluster: create it, or change \`alarm\``;

  test('fails the invocation, after the other direction was applied', async () => {
    const { run, lines, written } = setUp([alarm('both-busy', 'ALARM')], ['both']);
    await expect(run(scheduled)).rejects.toThrow(missing('both-idle'));
    expect(written).toMatchObject([{}, { spec: { replicas: 4 } }, {}]);
    expect(lines).toMatchObject([
      {
        level: 'error',
        fields: {
          summary: `${missing('both-idle')}; Deployment shop/both: 2 -> 4 (up, both-busy)`,
          results: [
            { outcome: 'Failed', reason: 'NotFound' },
            { outcome: 'Changed', change: { from: 2, to: 4 } },
          ],
        },
      },
    ]);
  });

  test.each([
    ['the other one is not in ALARM', [alarm('both-busy', 'OK')], 'both-idle'],
    ['the other one does not exist, either', [], 'both-busy and no alarm both-idle'],
  ])('fails the invocation if %s, without a request to the cluster', async (_, alarms, names) => {
    const { run, lines, paths } = setUp(alarms, ['both']);
    await expect(run(scheduled)).rejects.toThrow(missing(names));
    expect(paths).toEqual([]);
    expect(lines).toMatchObject([{ fields: { results: [{ outcome: 'Failed' }] } }]);
  });
});

test('another event is rejected', async () => {
  const { run, lines } = setUp([]);
  await expect(run({ 'detail-type': 'EC2 Instance State-change Notification' })).rejects.toThrow(
    'expected an event of the type CloudWatch Alarm State Change, got the type EC2 Instance State-change Notification',
  );
  expect(lines).toMatchObject([{ level: 'error', fields: { error: { name: 'InvalidEvent' } } }]);
});
