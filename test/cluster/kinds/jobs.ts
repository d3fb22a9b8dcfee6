import { setTimeout as sleep } from 'node:timers/promises';
import type { CoreV1EventList } from '@kubernetes/client-node';
import { minute } from '../../support/objects/clock';
import { cronJob, job } from '../workloads';
import type { KindScenario } from './kindScenario';

const aJob = { kind: 'Job' };
const aCronJob = { kind: 'CronJob' };
const everyMinute = '* * * * *';
/** Later than the tests, whenever they run. */
const inHalfAYear = `0 0 1 ${((new Date().getUTCMonth() + 6) % 12) + 1} *`;

export const jobs: readonly KindScenario[] = [
  {
    namespace: 'job',
    given: (namespace) => [
      job('done', { namespace, outcome: 'succeed' }),
      job('dead', { namespace, outcome: 'fail', spec: { backoffLimit: 0 } }),
      job('busy', { namespace }),
      job('held', { namespace, spec: { suspend: true } }),
      cronJob('mixed', inHalfAYear, { namespace, outcome: 'fail' }),
    ],
    when: async (context) => {
      const { namespace } = context;
      await context.kubectl('create', 'job', 'first', '--from=cronjob/mixed');
      await context.kubectl('wait', '--for=condition=Failed', 'job/first', '--timeout=300s');
      await context.apply(cronJob('mixed', inHalfAYear, { namespace, outcome: 'succeed' }));
      // The order of runs is that of the seconds in which they were created.
      await sleep(1000);
      await context.kubectl('create', 'job', 'second', '--from=cronjob/mixed');
      await context.kubectl('wait', '--for=condition=Complete', 'job/second', '--timeout=300s');
    },
    states: [
      { name: 'job-complete', target: { ...aJob, name: 'done' }, expected: { verdict: 'Healthy', reason: 'Complete' } },
      {
        name: 'job-failed',
        target: { ...aJob, name: 'dead' },
        expected: { verdict: 'Unhealthy', reason: 'JobFailed' },
        message: /BackoffLimitExceeded/,
      },
      { name: 'job-running', target: { ...aJob, name: 'busy' }, expected: { verdict: 'Healthy', reason: 'Running' } },
      {
        name: 'job-suspended',
        target: { ...aJob, name: 'held' },
        expected: { verdict: 'Healthy', reason: 'Suspended' },
      },
      {
        name: 'job-failed-before-a-better-one',
        target: { ...aJob, name: 'first' },
        expected: { verdict: 'Healthy', reason: 'Superseded' },
      },
    ],
  },
];

/** Their schedules are due once a minute, so they come late. */
export const cronJobs: readonly KindScenario[] = [
  {
    namespace: 'cronjob',
    given: (namespace) => [
      cronJob('held', everyMinute, { namespace, outcome: 'fail', spec: { suspend: true } }),
      cronJob('new', inHalfAYear, { namespace, outcome: 'fail' }),
      cronJob('good', everyMinute, { namespace, outcome: 'succeed' }),
      cronJob('bad', everyMinute, { namespace, outcome: 'fail' }),
      cronJob('busy', everyMinute, { namespace, spec: { concurrencyPolicy: 'Forbid' } }),
      cronJob('factory', everyMinute, { namespace, outcome: 'succeed', spec: { timeZone: 'Factory' } }),
      cronJob('odd', everyMinute, { namespace, outcome: 'succeed', spec: { timeZone: 'Europe/Berlin' } }),
    ],
    states: [
      {
        name: 'cronjob-suspended',
        target: { ...aCronJob, name: 'held' },
        expected: { verdict: 'Healthy', reason: 'Suspended' },
      },
      {
        name: 'cronjob-not-yet-scheduled',
        target: { ...aCronJob, name: 'new' },
        expected: { verdict: 'Healthy', reason: 'NotYetScheduled' },
      },
      {
        name: 'cronjob-succeeded',
        target: { ...aCronJob, name: 'good' },
        expected: { verdict: 'Healthy', reason: 'Succeeded' },
      },
      {
        name: 'cronjob-succeeded-in-its-time-zone',
        target: { ...aCronJob, name: 'odd' },
        expected: { verdict: 'Healthy', reason: 'Succeeded' },
      },
      {
        name: 'cronjob-last-run-failed',
        target: { ...aCronJob, name: 'bad' },
        expected: { verdict: 'Unhealthy', reason: 'LastRunFailed' },
        message: /BackoffLimitExceeded/,
      },
      {
        name: 'cronjob-running',
        target: { ...aCronJob, name: 'busy' },
        expected: { verdict: 'Healthy', reason: 'Running' },
      },
      {
        name: 'cronjob-never-succeeded',
        target: { ...aCronJob, name: 'busy' },
        later: 20 * minute,
        expected: { verdict: 'Unhealthy', reason: 'NeverSucceeded' },
      },
      {
        // A time zone of Go that JavaScript does not have.
        name: 'cronjob-schedule-not-known',
        target: { ...aCronJob, name: 'factory' },
        expected: { verdict: 'Unknown', reason: 'InvalidSchedule' },
        message: /^cannot parse the schedule "\* \* \* \* \*" in time zone Factory: /,
      },
    ],
  },
  {
    namespace: 'cronjob-quota',
    given: (namespace) => [
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'none', namespace },
        spec: { hard: { 'count/jobs.batch': '0' } },
      },
      cronJob('report', everyMinute, { namespace }),
    ],
    when: (context) =>
      context.waitFor<CoreV1EventList>('events', ({ items }) => items.some(({ reason }) => reason === 'FailedCreate')),
    states: [
      {
        name: 'cronjob-quota',
        target: { ...aCronJob, name: 'report' },
        later: 20 * minute,
        expected: { verdict: 'Unhealthy', reason: 'MissedSchedule' },
        message: /^\d+ runs not started, the first was due \S+ ago; /,
      },
    ],
  },
];
