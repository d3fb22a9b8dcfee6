import { persistentVolumeClaimRule } from '../../../../lambda/health/kinds/persistentVolumeClaim';
import type { JsonObject } from '../../../../model/json';
import { ago, hour, minute, month } from '../../../support/objects/clock';
import { condition, type ObjectShape, object, written } from '../../../support/objects/object';
import { judge, testTable } from '../judging';

const selectedNode = 'volume.kubernetes.io/selected-node';
const provisioner = 'volume.kubernetes.io/storage-provisioner';

/** A claim of which these annotations were written so many milliseconds ago. */
const pending = (asked: Readonly<Record<string, number>>, over: ObjectShape = {}): ObjectShape => ({
  spec: { storageClassName: 'gp3' },
  status: { phase: 'Pending' },
  ...over,
  metadata: {
    annotations: Object.fromEntries(
      Object.keys(asked).map((key) => [key, key === provisioner ? 'ebs.csi.aws.com' : 'a']),
    ),
    managedFields: Object.entries(asked).map(([key, age]) =>
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
    ['bound, conditions that are none', bound([null, 7, { type: 'Resizing' }]), 'Healthy Bound'],
    ['its volume is gone', { spec: { volumeName: 'pv-1' }, status: { phase: 'Lost' } }, 'Unhealthy VolumeLost'],
    ['its volume is gone since a moment', { created: minute, status: { phase: 'Lost' } }, 'Unhealthy VolumeLost'],
    ['for a month no Pod uses it', pending({}), 'Healthy WaitForFirstConsumer'],
    ['made now, no Pod uses it', pending({}, { created: 0 }), 'Healthy WaitForFirstConsumer'],
    [
      'a provisioner was asked a moment ago',
      pending({ [provisioner]: minute }, { created: minute }),
      'Progressing Pending',
    ],
    ['a provisioner was asked an hour ago', pending({ [provisioner]: hour }, { created: hour }), 'Unhealthy Pending'],
    ['strict', pending({ [provisioner]: 0 }, { created: 0 }), 'Unhealthy Pending', { grace: 0 }],
    ['its first Pod has a node since a moment', pending({ [selectedNode]: minute }), 'Progressing Pending'],
    ['its first Pod has a node since an hour', pending({ [selectedNode]: hour }), 'Unhealthy Pending'],
    [
      'the scheduler tries one node after the other',
      pending({ [selectedNode]: minute, [provisioner]: hour }),
      'Unhealthy Pending',
    ],
    [
      'asked by the annotation, of which nobody knows when',
      pending(
        {},
        { metadata: { annotations: { [provisioner]: 'x' }, managedFields: [null, { fieldsV1: { 'f:metadata': 7 } }] } },
      ),
      'Unhealthy Pending',
    ],
    ['no storage class, made now', { created: minute, spec: {}, status: { phase: 'Pending' } }, 'Progressing Pending'],
    [
      'no storage class, so a volume has to be made by hand',
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
      'the volume that it names does not come',
      pending({}, { spec: { storageClassName: 'gp3', volumeName: 'pv-1' } }),
      'Unhealthy Pending',
    ],
    ['being deleted, though in use', bound([], { deletionTimestamp: ago(minute) }), 'Progressing Terminating'],
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
    ['a phase that nobody knows', { status: { phase: 'Happy' } }, 'Unknown UnreadableObject'],
    ['no status', {}, 'Unknown UnreadableObject'],
    ['no status, and being deleted', { metadata: { deletionTimestamp: ago(minute) } }, 'Unknown UnreadableObject'],
  ]);

  const message = (given: ObjectShape) => judge(persistentVolumeClaimRule, object(given)).message;

  test('tells of an expansion', () => {
    const failed = condition('ControllerResizeError', 'True', hour, { message: 'volume modification limit' });
    const waiting = condition('FileSystemResizePending', 'True', hour);
    expect(message(bound([waiting, failed, condition('Resizing', 'False', hour)]))).toBe(
      'bound to pv-1; ControllerResizeError is True: volume modification limit; FileSystemResizePending is True',
    );
  });

  test('tells which volume was lost', () => {
    const status = { phase: 'Lost' };
    expect(message({ spec: { volumeName: 'pv-1' }, status })).toContain('pv-1 no longer exists');
    expect(message({ status })).toContain('its volume no longer exists');
  });

  test('tells whom to ask', () => {
    expect(message(pending({ [provisioner]: hour }))).toBe(
      'pending (storage class gp3, requested from ebs.csi.aws.com); for 1h, grace 15m',
    );
    expect(message(pending({}, { spec: {} }))).toContain('pending (storage class none)');
    expect(message(pending({}, { spec: { volumeName: 'pv-1' } }))).toContain('pending (volume pv-1)');
    expect(message(pending({}))).toContain('waits for a pod to use it, or storage class gp3 does not provision');
  });
});

test('a claim that is bound to nobody knows what says so', () => {
  expect(judge(persistentVolumeClaimRule, object({ status: { phase: 'Bound' } })).message).toBe('bound to a volume');
});
