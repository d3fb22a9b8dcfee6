import { lastChange, readLease, writeLease } from '../../../lambda/scaling/lease';

const at = Date.parse('2026-11-22T08:00:00Z');
const change = { direction: 'up' as const, alarm: 'busy', from: 2, to: 4, at };
const previous = { direction: 'down' as const, alarm: 'idle', from: 3, to: 2, at: at - 600_000 };
const created = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: {
    name: 'lease',
    resourceVersion: '7',
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
  },
};

test('a Lease that was never written has no change', () => {
  expect(readLease(created)).toEqual({});
  expect(lastChange(readLease(created), 2)).toBeUndefined();
});

test('a claim is read as it was written, and keeps everything else', () => {
  const written = writeLease(created, { change, previous }, { holder: 'run', seconds: 30 });
  expect(written).toMatchObject({
    metadata: { resourceVersion: '7', annotations: created.metadata.annotations },
    spec: {
      holderIdentity: 'run',
      leaseDurationSeconds: 30,
      acquireTime: '2026-11-22T08:00:00.000000Z',
      renewTime: '2026-11-22T08:00:00.000000Z',
    },
  });
  expect(readLease(written)).toEqual({ change, previous, claimedUntil: at + 30_000 });
});

test('a claim counts if the replicas are what it wanted, otherwise the change before it does', () => {
  const claimed = readLease(writeLease(created, { change, previous }, { holder: 'run', seconds: 30 }));
  expect(lastChange(claimed, 4)).toEqual(change);
  expect(lastChange(claimed, 2)).toEqual(previous);
});

test('a confirmed change counts, whatever the replicas are now', () => {
  const claimed = writeLease(created, { change, previous }, { holder: 'run', seconds: 30 });
  const confirmed = writeLease(claimed, { change }, undefined);
  expect(confirmed.spec).not.toHaveProperty('holderIdentity');
  expect(readLease(confirmed)).toEqual({ change });
  expect(lastChange(readLease(confirmed), 9)).toEqual(change);
});

test.each([
  ['no JSON', 'up'],
  ['another direction', JSON.stringify({ ...change, direction: 'left', at: new Date(at) })],
  ['no time', JSON.stringify({ ...change, at: 'now' })],
])('an annotation with %s counts as absent', (_, annotation) => {
  expect(readLease({ ...created, metadata: { annotations: { 'eks-vigil-change': annotation } } })).toEqual({});
});
