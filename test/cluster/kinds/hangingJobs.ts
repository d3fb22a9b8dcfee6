import type { CoreV1EventList, V1CronJob, V1Job, V1PodList, V1ResourceQuota } from '@kubernetes/client-node';
import { minute } from '../../support/objects/clock';
import { cronJob, job } from '../workloads';
import type { KindScenario, ScenarioContext } from './kindScenario';
import { atMostPods } from './quota';

const retried = { kind: 'Job', name: 'retried' };
const report = { kind: 'CronJob', name: 'report' };

const isActive = ({ status }: V1Job): boolean => status?.ready === 1;

/** Ends the pod of a Job, as its kubelet does. */
async function end(context: ScenarioContext, of: string, phase: 'Succeeded' | 'Failed'): Promise<void> {
  const { items } = await context.waitFor<V1PodList>('pods', () => true);
  const name = items.find(({ metadata }) => metadata?.labels?.['batch.kubernetes.io/job-name'] === of)?.metadata?.name;
  await context.patch(`pod/${name}`, { status: { phase } }, 'status');
}

/** Jobs that neither complete nor fail. The back-off of a Job takes 10 seconds, and a schedule is due once a minute, so they come late. */
export const hangingJobs: readonly KindScenario[] = [
  {
    namespace: 'job-unschedulable',
    given: (namespace) => [job('stuck', { namespace, pod: { nodeSelector: { disk: 'none' } } })],
    states: [
      {
        name: 'job-unschedulable',
        target: { kind: 'Job', name: 'stuck' },
        expected: { verdict: 'Progressing', reason: 'NotRunning' },
        message: /^no container is running; 1 pod unschedulable: 0\/\d+ nodes are available: .*; for \S+, grace 15m$/,
      },
      {
        name: 'job-unschedulable-late',
        target: { kind: 'Job', name: 'stuck' },
        later: 15 * minute,
        expected: { verdict: 'Unhealthy', reason: 'NotRunning' },
      },
    ],
  },
  {
    namespace: 'job-retry',
    given: (namespace) => [atMostPods(namespace, 1), job('retried', { namespace })],
    early: async (context) => {
      await context.waitFor('job/retried', isActive);
      await context.patch('resourcequota/few', { spec: { hard: { pods: '0' } } });
      await context.waitFor<V1ResourceQuota>('resourcequota/few', ({ status }) => status?.hard?.pods === '0');
      await end(context, 'retried', 'Failed');
    },
    when: (context) =>
      context.waitFor<CoreV1EventList>('events', ({ items }) => items.some(({ reason }) => reason === 'FailedCreate')),
    states: [
      {
        name: 'job-retry-quota',
        target: retried,
        expected: { verdict: 'Progressing', reason: 'NoPods' },
        message:
          /^not complete, but has no pods; 0 pods active, 0 ready, 0 of 1 succeeded, 1 failed: check its events; /,
      },
      {
        name: 'job-retry-quota-late',
        target: retried,
        later: 15 * minute,
        expected: { verdict: 'Unhealthy', reason: 'NoPods' },
      },
    ],
  },
  {
    namespace: 'cronjob-hanging',
    given: (namespace) => [cronJob('report', '* * * * *', { namespace, spec: { concurrencyPolicy: 'Forbid' } })],
    early: async (context) => {
      await context.kubectl('create', 'job', 'first', '--from=cronjob/report');
      await context.waitFor('job/first', isActive);
      await end(context, 'first', 'Succeeded');
      await context.waitFor<V1CronJob>('cronjob/report', ({ status }) => status?.lastSuccessfulTime !== undefined);
    },
    states: [
      {
        name: 'cronjob-hanging',
        target: report,
        later: 5 * minute,
        expected: { verdict: 'Healthy', reason: 'Running' },
        message: /^1 run active, the latest due \S+ ago; next run due in /,
      },
      {
        name: 'cronjob-hanging-late',
        target: report,
        later: 20 * minute,
        expected: { verdict: 'Unhealthy', reason: 'NoRecentSuccess' },
      },
    ],
  },
];
