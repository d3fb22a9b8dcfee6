import { containers, isCompleted } from '../../../../lambda/health/facts/containers';
import type { JsonObject } from '../../../../model/json';

const done = { terminated: { exitCode: 0 } };
const failed = { terminated: { exitCode: 1 } };
const running = { running: {} };

/** A pod with a migration, a sidecar and a main container, of which the given one is in this state. */
const podWith = (name: string, state: JsonObject, restartPolicy?: string): JsonObject => {
  const statusOf = (one: string) => ({ name: one, state: one === name ? state : running });
  return {
    spec: {
      initContainers: [{ name: 'sidecar', restartPolicy: 'Always' }, { name: 'migration' }],
      ...(restartPolicy === undefined ? {} : { restartPolicy }),
    },
    status: {
      initContainerStatuses: ['sidecar', 'migration'].map(statusOf),
      containerStatuses: [statusOf('main')],
    },
  };
};

test('all containers are listed, init containers first', () => {
  expect(containers(podWith('main', running)).map(({ name }) => name)).toEqual(['sidecar', 'migration', 'main']);
  expect(containers({})).toEqual([]);
});

test.each<[name: string, state: JsonObject, restartPolicy: string, completed: boolean]>([
  ['migration', done, 'Always', true],
  ['migration', failed, 'Always', false],
  ['migration', running, 'Always', false],
  ['sidecar', done, 'Always', false],
  ['main', done, 'Always', false],
  ['main', done, 'OnFailure', true],
  ['main', done, 'Never', true],
  ['main', failed, 'Never', false],
])('%s, %j, restartPolicy %s: completed is %s', (name, state, restartPolicy, completed) => {
  const pod = podWith(name, state, restartPolicy);
  expect(containers(pod).filter((one) => isCompleted(pod, one))).toEqual(completed ? [{ name, state }] : []);
});

test('a pod without a restartPolicy restarts its containers', () => {
  const pod = podWith('main', done);
  expect(containers(pod).filter((one) => isCompleted(pod, one))).toEqual([]);
});
