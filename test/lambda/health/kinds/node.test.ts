import { nodeRule } from '../../../../lambda/health/kinds/node';
import type { JsonObject } from '../../../../model/json';
import { ago, hour, minute, month } from '../../../support/objects/clock';
import { condition, type ObjectShape, object } from '../../../support/objects/object';
import { judge, testTable } from '../judging';

const ready = condition('Ready', 'True', month);
const notReady = (age: number) => condition('Ready', 'False', age, { reason: 'KubeletNotReady' });
const lost = (age: number) => condition('Ready', 'Unknown', age, { reason: 'NodeStatusUnknown' });
const node = (conditions: unknown, spec: JsonObject = {}, over: ObjectShape = {}): ObjectShape => ({
  ...over,
  spec,
  status: { conditions },
});
const tainted = (...keys: unknown[]) => ({ taints: keys.map((key) => ({ key, effect: 'NoSchedule' })) });
const cordoned = { unschedulable: true, ...tainted('node.kubernetes.io/unschedulable') };
const karpenter = tainted('karpenter.sh/disrupted');

describe('a Node', () => {
  testTable(nodeRule, 'Node', [
    ['ready', node([ready]), 'Healthy Ready'],
    ['not ready for a moment', node([notReady(minute)]), 'Progressing NotReady'],
    ['not ready for an hour', node([notReady(hour)]), 'Unhealthy NotReady'],
    ['lost a moment ago', node([lost(minute)]), 'Progressing NodeUnreachable'],
    ['lost an hour ago', node([lost(hour)]), 'Unhealthy NodeUnreachable'],
    ['strict', node([notReady(0)]), 'Unhealthy NotReady', { grace: 0 }],
    [
      'Ready is not its first condition',
      node([condition('DiskPressure', 'False', month), lost(hour)]),
      'Unhealthy NodeUnreachable',
    ],
    ['reported twice', node([ready, lost(hour)]), 'Unhealthy NodeUnreachable'],
    ['just joined', { created: minute }, 'Progressing ConditionMissing'],
    ['joined an hour ago, and its kubelet never reported', node([]), 'Unhealthy ConditionMissing'],
    ['conditions null', node(null), 'Unhealthy ConditionMissing'],
    ['cordoned', node([ready], cordoned), 'Healthy Cordoned'],
    ['cordoned, and rebooted for an hour', node([lost(hour)], cordoned), 'Healthy Cordoned'],
    [
      'a candidate of the cluster autoscaler',
      node([ready], tainted('ToBeDeletedByClusterAutoscaler')),
      'Progressing BeingRemoved',
    ],
    ['only a candidate for removal', node([ready], tainted('DeletionCandidateOfClusterAutoscaler')), 'Healthy Ready'],
    ['disrupted by Karpenter', node([ready], karpenter), 'Progressing BeingRemoved'],
    ['disrupted by an older Karpenter', node([ready], tainted('karpenter.sh/disruption')), 'Progressing BeingRemoved'],
    ['not yet registered with Karpenter', node([ready], tainted('karpenter.sh/unregistered')), 'Healthy Ready'],
    [
      'reclaimed: the termination handler also cordons it',
      node([ready], { ...cordoned, ...tainted('team', 'aws-node-termination-handler/spot-itn') }),
      'Progressing BeingRemoved',
    ],
    ['being deleted', node([ready], {}, { metadata: { deletionTimestamp: ago(hour) } }), 'Progressing BeingRemoved'],
    ['being removed, stopped a moment ago', node([lost(minute)], karpenter), 'Progressing NodeUnreachable'],
    ['being removed, stopped an hour ago', node([lost(hour)], karpenter), 'Unhealthy NodeUnreachable'],
    [
      'being removed and cordoned, stopped an hour ago',
      node([lost(hour)], { ...cordoned, ...karpenter }),
      'Unhealthy NodeUnreachable',
    ],
    ['under pressure', node([ready, condition('MemoryPressure', 'True', hour)]), 'Healthy Ready'],
    ['taints that are not a list', node([ready], { taints: [null, 7, { key: 7 }] }), 'Healthy Ready'],
    ['taints null', node([ready], { taints: null, unschedulable: 'yes' }), 'Healthy Ready'],
  ]);

  test.each<[type: string, status: string, isReported: boolean]>([
    ['MemoryPressure', 'True', true],
    ['DiskPressure', 'True', true],
    ['PIDPressure', 'True', true],
    ['NetworkUnavailable', 'True', true],
    ['KernelDeadlock', 'True', true],
    ['ReadonlyFilesystem', 'True', true],
    ['AcceleratedHardwareReady', 'False', true],
    ['ContainerRuntimeReady', 'False', true],
    ['KernelReady', 'False', true],
    ['NetworkingReady', 'False', true],
    ['StorageReady', 'False', true],
    ['DiskPressure', 'False', false],
    ['DiskPressure', 'Unknown', false],
    ['StorageReady', 'True', false],
    ['toString', 'True', false],
  ])('a warning for %s %s: %s', (type, status, isReported) => {
    const verdict = judge(nodeRule, object(node([ready, condition(type, status, hour, { reason: 'Why' })])));
    const expected = { verdict: 'Healthy', reason: 'Ready', message: 'ready' };
    expect(verdict).toEqual(
      isReported ? { ...expected, message: `ready; warning: ${type} is ${status}: Why`, warns: true } : expected,
    );
  });

  test.each<[situation: string, given: ObjectShape, warns: true | undefined]>([
    ['healthy because it is cordoned', node([notReady(hour), condition('DiskPressure', 'True', hour)], cordoned), true],
    ['not ready', node([notReady(hour), condition('DiskPressure', 'True', hour)]), undefined],
    ['being removed', node([ready, condition('DiskPressure', 'True', hour)], karpenter), undefined],
  ])('warns of a pressure while it is healthy: %s', (_, given, warns) => {
    const verdict = judge(nodeRule, object(given));
    expect(verdict.warns).toBe(warns);
    expect(verdict.message).toContain('; warning: DiskPressure is True');
  });

  test('reports several warnings in a fixed order, each once', () => {
    const pressures = ['PIDPressure', 'DiskPressure', 'PIDPressure'].map((type) => condition(type, 'True', hour));
    expect(judge(nodeRule, object(node([ready, ...pressures]))).message).toBe(
      'ready; warning: DiskPressure is True; warning: PIDPressure is True',
    );
  });

  test('reports that its kubelet has sent nothing', () => {
    expect(judge(nodeRule, object(node([], {}, { created: minute }))).message).toBe(
      'the kubelet has not reported whether it is ready; for 1m, grace 15m',
    );
  });

  test('reports why it is being removed, and that a cordoned one is not ready', () => {
    const message = (given: ObjectShape) => judge(nodeRule, object(given)).message;
    expect(message(node([ready], karpenter))).toBe('ready; being removed (karpenter.sh/disrupted)');
    expect(message(node([notReady(hour)], karpenter))).toBe(
      'Ready is False: KubeletNotReady; for 1h, grace 15m; being removed (karpenter.sh/disrupted)',
    );
    expect(message(node([ready], {}, { metadata: { deletionTimestamp: ago(hour) } }))).toBe(
      'ready; being removed (deletion requested)',
    );
    expect(message(node([lost(hour)], cordoned))).toContain('cordoned; Ready is Unknown: NodeStatusUnknown');
  });
});
