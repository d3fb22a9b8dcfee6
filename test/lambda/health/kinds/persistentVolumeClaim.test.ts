import { persistentVolumeClaimRule } from '../../../../lambda/health/kinds/persistentVolumeClaim';
import type { JsonObject } from '../../../../model/json';
import { ago, hour, minute, month } from '../../../support/objects/clock';
import { condition, type ObjectShape, object, written } from '../../../support/objects/object';
import { judge, testTable } from '../judging';

const selectedNode = 'volume.kubernetes.io/selected-node';
const provisioner = 'volume.kubernetes.io/storage-provisioner';

/** A claim whose annotations were written `age` milliseconds ago. */
const pending = (requested: Readonly<Record<string, number>>, over: ObjectShape = {}): ObjectShape => ({
  spec: { storageClassName: 'gp3' },
  status: { phase: 'Pending' },
  ...over,
  metadata: {
    annotations: Object.fromEntries(
      Object.keys(requested).map((key) => [key, key === provisioner ? 'ebs.csi.aws.com' : 'a']),
    ),
    managedFields: Object.entries(requested).map(([key, age]) =>
      written({ 'f:metadata': { 'f:annotations': { [`f:${key}`]: {} } } }, age),
    ),
    ...over.metadata,
  },
});
const bound = (conditions: unknown, metadata: JsonObject = {}): ObjectShape => ({
  spec: { volumeName: 'pv-1' },
  status: { phase: 'Bound', conditions },
  metadata,
});

describe('a PersistentVolumeClaim', () => {
  testTable(persistentVolumeClaimRule, 'PersistentVolumeClaim', [
    ['bound', bound(undefined), 'Healthy Bound'],
    [
      'bound, waiting for its file system to grow',
      bound([condition('FileSystemResizePending', 'True', month)]),
      'Healthy Bound',
    ],
    ['bound, and its expansion failed', bound([condition('ControllerResizeError', 'True', month)]), 'Healthy Bound'],
    ['bound, conditions that are not a list', bound([null, 7, { type: 'Resizing' }]), 'Healthy Bound'],
    ['its volume is lost', { spec: { volumeName: 'pv-1' }, status: { phase: 'Lost' } }, 'Unhealthy VolumeLost'],
    ['its volume was lost a moment ago', { created: minute, status: { phase: 'Lost' } }, 'Unhealthy VolumeLost'],
    ['for a month no Pod uses it', pending({}), 'Healthy WaitForFirstConsumer'],
    ['just created, no Pod uses it', pending({}, { created: 0 }), 'Healthy WaitForFirstConsumer'],
    [
      'requested from a provisioner a moment ago',
      pending({ [provisioner]: minute }, { created: minute }),
      'Progressing Pending',
    ],
    [
      'requested from a provisioner an hour ago',
      pending({ [provisioner]: hour }, { created: hour }),
      'Unhealthy Pending',
    ],
    ['strict', pending({ [provisioner]: 0 }, { created: 0 }), 'Unhealthy Pending', { grace: 0 }],
    ['its first pod was scheduled a moment ago', pending({ [selectedNode]: minute }), 'Progressing Pending'],
    ['its first pod was scheduled an hour ago', pending({ [selectedNode]: hour }), 'Unhealthy Pending'],
    [
      'the scheduler updates the condition again and again',
      pending({ [selectedNode]: minute, [provisioner]: hour }),
      'Unhealthy Pending',
    ],
    [
      'requested by the annotation at an unknown time',
      pending(
        {},
        { metadata: { annotations: { [provisioner]: 'x' }, managedFields: [null, { fieldsV1: { 'f:metadata': 7 } }] } },
      ),
      'Unhealthy Pending',
    ],
    [
      'no storage class, just created',
      { created: minute, spec: {}, status: { phase: 'Pending' } },
      'Progressing Pending',
    ],
    [
      'no storage class, so a volume must be created manually',
      { spec: {}, status: { phase: 'Pending' } },
      'Unhealthy Pending',
    ],
    ['the empty storage class', pending({}, { spec: { storageClassName: '' } }), 'Unhealthy Pending'],
    [
      'the storage class in the old annotation',
      {
        spec: {},
        status: { phase: 'Pending' },
        metadata: { annotations: { 'volume.beta.kubernetes.io/storage-class': 'gp2' } },
      },
      'Healthy WaitForFirstConsumer',
    ],
    [
      'the volume that it names is missing',
      pending({}, { spec: { storageClassName: 'gp3', volumeName: 'pv-1' } }),
      'Unhealthy Pending',
    ],
    ['being deleted, although in use', bound([], { deletionTimestamp: ago(minute) }), 'Progressing Terminating'],
    [
      'deleted an hour ago, and still in use',
      bound([], { deletionTimestamp: ago(hour) }),
      'Unhealthy TerminationStuck',
    ],
    [
      'lost and being deleted',
      { status: { phase: 'Lost' }, metadata: { deletionTimestamp: ago(minute) } },
      'Unhealthy VolumeLost',
    ],
    ['an unknown phase', { status: { phase: 'Happy' } }, 'Unknown UnreadableObject'],
    ['no status', {}, 'Unknown UnreadableObject'],
    ['no status, and being deleted', { metadata: { deletionTimestamp: ago(minute) } }, 'Unknown UnreadableObject'],
  ]);

  const message = (given: ObjectShape) => judge(persistentVolumeClaimRule, object(given)).message;

  test('reports an expansion', () => {
    const failed = condition('ControllerResizeError', 'True', hour, { message: 'volume modification limit' });
    const waiting = condition('FileSystemResizePending', 'True', hour);
    expect(message(bound([waiting, failed, condition('Resizing', 'False', hour)]))).toBe(
      'bound to pv-1; ControllerResizeError is True: volume modification limit; FileSystemResizePending is True',
    );
  });

  test('reports which volume was lost', () => {
    const status = { phase: 'Lost' };
    expect(message({ spec: { volumeName: 'pv-1' }, status })).toContain('pv-1 no longer exists');
    expect(message({ status })).toContain('its volume no longer exists');
  });

  test('reports what the volume is requested from', () => {
    expect(message(pending({ [provisioner]: hour }))).toBe(
      'pending (storage class gp3, requested from ebs.csi.aws.com); for 1h, grace 15m',
    );
    expect(message(pending({}, { spec: {} }))).toContain('pending (storage class none)');
    expect(message(pending({}, { spec: { volumeName: 'pv-1' } }))).toContain('pending (volume pv-1)');
    expect(message(pending({}))).toContain('waits for a pod to use it, or storage class gp3 does not provision');
  });
});

test('a bound claim without a volume name has a message', () => {
  expect(judge(persistentVolumeClaimRule, object({ status: { phase: 'Bound' } })).message).toBe('bound to a volume');
});
