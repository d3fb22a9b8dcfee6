import { diagnose } from '../input';

const arn = (name: string, region = 'eu-central-1', account = '111122223333') =>
  `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
const target = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const up = { alarm: { arn: arn('busy') }, policies: [{ type: 'Pods', value: 1 }] };
const entry = { target, min: 1, max: 9, up };
const metric = { namespace: 'AWS/SQS', name: 'Length' };
const evaluated = (periods: object) => withAlarm({ metric, threshold: 1, comparison: 'LessThanThreshold', ...periods });
const withAlarm = (alarm: object) => ({ ...entry, up: { ...up, alarm } });

test('an entry on an existing alarm, on a metric, and of any kind', () => {
  const onMetric = withAlarm({ metric, comparison: 'GreaterThanThreshold', threshold: 1 });
  const other = { ...entry, target: { ...target, kind: 'Rollout', apiVersion: 'argoproj.io/v1alpha1' } };
  expect(diagnose(['scaling', [entry, { ...onMetric, target: { ...target, name: 'api' } }, other]])).toEqual([]);
});

test.each<[string, object, string]>([
  [
    'no direction',
    { target, min: 1, max: 9 },
    'scaling[0]: specify up, down or both: the alarms that change the number of replicas.',
  ],
  ['min above max', { ...entry, min: 10 }, 'scaling[0].min: got 10, which is above max (9); it must be at most max.'],
  [
    'a kind without scale',
    { ...entry, target: { ...target, kind: 'DaemonSet' } },
    'scaling[0].target.kind: got "DaemonSet", which has no subresource scale; use a kind that has, such as Deployment.',
  ],
  [
    'an unknown kind',
    { ...entry, target: { ...target, kind: 'Rollout' } },
    'scaling[0].target.kind: got "Rollout", which needs its apiVersion; only Deployment, ReplicaSet, StatefulSet need none.',
  ],
  [
    'a plural of a built-in kind',
    { ...entry, target: { ...target, resource: 'deployments' } },
    'scaling[0].target.resource: is only for other kinds; Deployment is a built-in kind.',
  ],
  [
    'a built-in kind in lowercase',
    { ...entry, target: { ...target, kind: 'deployment', apiVersion: 'apps/v1' } },
    'scaling[0].target.kind: got "deployment", which is the built-in kind Deployment by another name; write kind: Deployment, without apiVersion and resource.',
  ],
  [
    'a built-in kind in uppercase',
    { ...entry, target: { ...target, kind: 'STATEFULSET', apiVersion: 'apps/v1beta2' } },
    'scaling[0].target.kind: got "STATEFULSET", which is the built-in kind StatefulSet by another name; write kind: StatefulSet, without apiVersion and resource.',
  ],
  [
    'a built-in kind by its plural',
    { ...entry, target: { ...target, kind: 'Anything', apiVersion: 'apps/v1', resource: 'deployments' } },
    'scaling[0].target.kind: got "Anything", which is the built-in kind Deployment by another name; write kind: Deployment, without apiVersion and resource.',
  ],
  [
    'a built-in kind in lowercase, with another plural',
    { ...entry, target: { ...target, kind: 'deployment', apiVersion: 'apps/v1', resource: 'others' } },
    'scaling[0].target.kind: got "deployment", which is the built-in kind Deployment by another name; write kind: Deployment, without apiVersion and resource.',
  ],
  [
    'a built-in kind without scale by another name',
    { ...entry, target: { ...target, kind: 'daemonset', apiVersion: 'apps/v1' } },
    'scaling[0].target.kind: got "daemonset", which has no subresource scale; use a kind that has, such as Deployment.',
  ],
  [
    'a kind in lowercase without its apiVersion',
    { ...entry, target: { ...target, kind: 'deployment' } },
    'scaling[0].target.kind: got "deployment", which needs its apiVersion; only Deployment, ReplicaSet, StatefulSet need none. Did you mean Deployment?',
  ],
  [
    'a Secret',
    { ...entry, target: { ...target, kind: 'Secret', apiVersion: 'v1' } },
    'scaling[0].target.kind: got "Secret": a Secret has no health, and the function must not read it; watch the workload that uses it.',
  ],
  [
    'the same alarm twice',
    { ...entry, down: up },
    'scaling[0].down.alarm.arn: is the alarm of up, too; use another one, which is in ALARM at other times.',
  ],
  [
    'more than all replicas',
    { ...entry, down: { alarm: { arn: arn('idle') }, policies: [{ type: 'Percent', value: 101 }] } },
    'scaling[0].down.policies[0].value: got 101, but no more than 100 percent can be removed.',
  ],
  [
    'no alarm',
    withAlarm({}),
    'scaling[0].up.alarm: specify one of arn (an existing alarm), metric and podMetric (the stack then creates an alarm on it).',
  ],
  [
    'both',
    withAlarm({ arn: arn('busy'), metric }),
    'scaling[0].up.alarm: specify one of arn (an existing alarm), metric and podMetric (the stack then creates an alarm on it).',
  ],
  [
    'a threshold of an existing alarm',
    withAlarm({ arn: arn('busy'), threshold: 1 }),
    'scaling[0].up.alarm.threshold: cannot be used with arn: the existing alarm has it already.',
  ],
  [
    'another region',
    withAlarm({ arn: arn('busy', 'us-east-1') }),
    'scaling[0].up.alarm.arn: got an alarm in us-east-1, but its events are read in eu-central-1, the region of the cluster.',
  ],
  [
    'no threshold',
    withAlarm({ metric, comparison: 'GreaterThanThreshold' }),
    'scaling[0].up.alarm.threshold: is required without arn.',
  ],
  ['no comparison', withAlarm({ metric, threshold: 1 }), 'scaling[0].up.alarm.comparison: is required without arn.'],
  [
    'more data points than periods',
    withAlarm({ metric, threshold: 1, comparison: 'LessThanThreshold', datapointsToAlarm: 4 }),
    'scaling[0].up.alarm.datapointsToAlarm: got 4, but only 3 periods are evaluated.',
  ],
  [
    'more than a day of short periods',
    evaluated({ period: 900, evaluationPeriods: 97 }),
    'scaling[0].up.alarm.evaluationPeriods: got 97, but an alarm evaluates at most 96 periods of 900 seconds: a day in all if a period is shorter than an hour, otherwise 7 days.',
  ],
  [
    'more than a day of the longest of the short periods',
    evaluated({ period: 3540, evaluationPeriods: 25 }),
    'scaling[0].up.alarm.evaluationPeriods: got 25, but an alarm evaluates at most 24 periods of 3540 seconds: a day in all if a period is shorter than an hour, otherwise 7 days.',
  ],
  [
    'more than a week',
    evaluated({ period: 86_400, evaluationPeriods: 8 }),
    'scaling[0].up.alarm.evaluationPeriods: got 8, but an alarm evaluates at most 7 periods of 86400 seconds: a day in all if a period is shorter than an hour, otherwise 7 days.',
  ],
  [
    'a short cool-down',
    { ...entry, up: { ...up, coolDown: '30s' } },
    'scaling[0].up.coolDown: got "30s": use 1m to 1d.',
  ],
])('%s', (_, invalid, expected) => {
  expect(diagnose(['scaling', [invalid]])).toEqual([`error ${expected}`]);
});

test.each([
  { period: 900, evaluationPeriods: 96 },
  { period: 3600, evaluationPeriods: 100 },
  { period: 86_400, evaluationPeriods: 7 },
  { period: 86_400 },
  { evaluationPeriods: 100 },
])('CloudWatch evaluates %j', (periods) => {
  expect(diagnose(['scaling', [evaluated(periods)]])).toEqual([]);
});

test('an alarm of another account', () => {
  const account: [string, unknown] = ['cluster.account', '444455556666'];
  expect(diagnose(account, ['scaling', [entry]])).toEqual([
    'error scaling[0].up.alarm.arn: got an alarm of the account 111122223333, but the cluster is in 444455556666.',
  ]);
});

const rollout = { ...target, kind: 'Rollout', apiVersion: 'argoproj.io/v1alpha1' };
test.each<[string, object, object]>([
  ['with and without the apiVersion', target, { ...target, apiVersion: 'apps/v1' }],
  ['by the kind and by its plural', rollout, { ...rollout, kind: 'Anything', resource: 'rollouts' }],
])('two entries for one object, %s', (_, one, other) => {
  expect(
    diagnose([
      'scaling',
      [
        { ...entry, target: one },
        { ...entry, target: other },
      ],
    ]),
  ).toEqual(['error scaling[1].target: is the target of scaling[0]; keep one of them.']);
});

test('two resources that somebody calls by one kind are two objects', () => {
  const others = ['rollouts', 'experiments'].map((resource) => ({ ...entry, target: { ...rollout, resource } }));
  expect(diagnose(['scaling', others])).toEqual([]);
});

describe('down to 0 replicas of what is a target', () => {
  const toZero = { ...entry, min: 0 };
  const warning = (of: string) =>
    `warning scaling[0].min: got 0, but without replicas the target ${of} is Unhealthy (ScaledToZero), which pages; set allowZero: true in that target, or min: 1.`;
  const prometheus = {
    kind: 'Prometheus',
    apiVersion: 'monitoring.coreos.com/v1',
    namespace: 'monitoring',
    name: 'kps',
  };

  test.each<[string, entry: object, target: object, expected: string[]]>([
    ['without allowZero', toZero, target, [warning('Deployment shop/web')]],
    ['by its apiVersion', toZero, { ...target, apiVersion: 'apps/v1' }, [warning('Deployment shop/web')]],
    ['of the operator', { ...toZero, target: prometheus }, prometheus, [warning('Prometheus monitoring/kps')]],
    ['with allowZero', toZero, { ...target, allowZero: true }, []],
    ['down to 1', entry, target, []],
    ['another object', toZero, { ...target, name: 'api' }, []],
    ['another kind', toZero, { ...target, kind: 'StatefulSet' }, []],
    ['judged by its conditions', { ...toZero, target: rollout }, rollout, []],
  ])('%s', (_, scaled, watched, expected) => {
    expect(diagnose(['targets', [watched]], ['scaling', [scaled]])).toEqual(expected);
  });
});

describe('an alarm on a metric of podMetrics', () => {
  const onPodMetric = (podMetric: string) => withAlarm({ podMetric, comparison: 'GreaterThanThreshold', threshold: 1 });
  const group = {
    namespace: 'shop',
    selector: 'app=web',
    port: 8080,
    metrics: [{ name: 'queue_length', as: 'QueueLength' }],
  };
  const diagnoseWith = (podMetrics: readonly object[], podMetric: string) =>
    diagnose(['podMetrics', podMetrics], ['scaling', [onPodMetric(podMetric)]]).filter((one) =>
      one.startsWith('error'),
    );

  test('by its name in CloudWatch, or of the preset', () => {
    expect(diagnoseWith([group], 'QueueLength')).toEqual([]);
    expect(diagnoseWith([{ preset: 'vpc-cni' }], 'assignIPAddresses')).toEqual([]);
  });

  test('that none publishes', () => {
    expect(diagnoseWith([group], 'QueueLenght')).toEqual([
      'error scaling[0].up.alarm.podMetric: got "QueueLenght", which podMetrics does not publish. Did you mean QueueLength?',
    ]);
  });

  test('that two groups publish', () => {
    const other = { ...group, dimensions: [{ name: 'Queue', value: 'b' }] };
    expect(diagnoseWith([group, other], 'QueueLength')).toEqual([
      'error scaling[0].up.alarm.podMetric: got "QueueLength", which several groups of podMetrics publish; specify metric, with its namespace and dimensions.',
    ]);
  });

  test.each<[title: string, seconds: number, evaluation: object, expected: string[]]>([
    [
      'periods without data',
      300,
      { period: 60 },
      [
        'warning scaling[0].up.alarm.period: got 60, but podMetrics publishes every 300 seconds, so that most periods have no data; use a multiple of 300.',
      ],
    ],
    ['a multiple', 300, { period: 600 }, []],
    ['the default', 300, {}, []],
  ])('with %s', (_, seconds, evaluation, expected) => {
    const alarm = { podMetric: 'QueueLength', comparison: 'GreaterThanThreshold', threshold: 1, ...evaluation };
    const found = diagnose(['seconds', seconds], ['podMetrics', [group]], ['scaling', [withAlarm(alarm)]]);
    expect(found.filter((one) => one.includes('scaling'))).toEqual(expected);
  });

  test('that evaluates more than a day of the default', () => {
    const alarm = { podMetric: 'QueueLength', comparison: 'GreaterThanThreshold', threshold: 1, evaluationPeriods: 97 };
    const found = diagnose(['seconds', 900], ['podMetrics', [group]], ['scaling', [withAlarm(alarm)]]);
    expect(found.filter((one) => one.startsWith('error'))).toEqual([
      'error scaling[0].up.alarm.evaluationPeriods: got 97, but an alarm evaluates at most 96 periods of 900 seconds: a day in all if a period is shorter than an hour, otherwise 7 days.',
    ]);
  });
});
