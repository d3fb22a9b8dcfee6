import fc from 'fast-check';
import { cronJobRule } from '../../../../lambda/health/kinds/cronJob';
import type { Evidence } from '../../../../lambda/health/observation';
import type { Criteria } from '../../../../lambda/health/rule';
import type { JsonObject } from '../../../../model/json';
import { numRuns } from '../../../support/numRuns';
import { ago, hour, minute, month, now } from '../../../support/objects/clock';
import { object, written } from '../../../support/objects/object';
import { pod } from '../../../support/objects/pod';
import { defaultCriteria, found, judge, summarize } from '../judging';

const day = 24 * hour;

interface Shape {
  readonly schedule?: unknown;
  readonly spec?: JsonObject;
  readonly created?: number;
  /** Milliseconds since the spec and the status changed. */
  readonly changed?: number | undefined;
  readonly statusChanged?: number | undefined;
  readonly active?: number;
  /** Milliseconds since the last run was due, and since the last success. */
  readonly scheduled?: number | undefined;
  readonly succeeded?: number | undefined;
}

/** A CronJob `shop/web`; now is 12:00 UTC on a Thursday. */
function cronJob({ schedule = '0 * * * *', spec = {}, created = month, ...rest }: Shape = {}): JsonObject {
  const { changed, statusChanged, active = 0, scheduled, succeeded } = rest;
  return object({
    kind: 'CronJob',
    created,
    metadata: {
      uid: 'uid-of-web',
      managedFields: [
        ...(changed === undefined ? [] : [written({ 'f:spec': {} }, changed)]),
        ...(statusChanged === undefined ? [] : [written({ 'f:status': {} }, statusChanged)]),
      ],
    },
    spec: { schedule, concurrencyPolicy: 'Allow', ...spec },
    status: {
      ...(active === 0 ? {} : { active: Array.from({ length: active }, (_, index) => ({ name: `web-${index}` })) }),
      ...(scheduled === undefined ? {} : { lastScheduleTime: ago(scheduled) }),
      ...(succeeded === undefined ? {} : { lastSuccessfulTime: ago(succeeded) }),
    },
  });
}

type Outcome = 'Failed' | 'Complete' | 'FailureTarget' | 'active';

function job(outcome: Outcome, made: number, name = `web-${made}`): JsonObject {
  return {
    metadata: {
      name,
      creationTimestamp: ago(made),
      ownerReferences: [{ kind: 'CronJob', uid: 'uid-of-web', controller: true }],
    },
    spec: { template: {} },
    status: {
      startTime: ago(made),
      ...(outcome === 'active'
        ? { active: 1, ready: 1 }
        : { conditions: [{ type: outcome, status: 'True', reason: 'BackoffLimitExceeded' }] }),
    },
  };
}

function took(outcome: Outcome, length: number): JsonObject {
  const given = job(outcome, 3 * hour);
  return { ...given, status: { ...(given.status as JsonObject), completionTime: ago(3 * hour - length) } };
}

const jobs = (...objects: JsonObject[]): Evidence => ({ type: 'found', objects });
const withheld: Evidence = { type: 'unavailable', message: 'jobs may not be read' };
/** The first of the active runs, with a running container. */
const runningJob = jobs(job('active', 30 * minute, 'web-0'));
const unreadable: Evidence = { type: 'unreadable', reason: 'Timeout', message: 'no response' };

type Row = [
  situation: string,
  shape: Shape,
  jobs: Evidence | undefined,
  expected: string,
  criteria?: Partial<Criteria>,
];

function testRows(rows: readonly Row[]): void {
  test.each(rows)('%s', (_, shape, evidence, expected, criteria = {}) => {
    const circumstances = { criteria, evidence: evidence === undefined ? {} : { Job: evidence, Pod: found() } };
    expect(summarize(judge(cronJobRule, cronJob(shape), circumstances))).toBe(expected);
  });
}

/** The last run succeeded, the next is due now. */
const punctual = { scheduled: hour, succeeded: 55 * minute };

describe('whether runs start', () => {
  testRows([
    ['the last run succeeded', punctual, undefined, 'Healthy Succeeded'],
    [
      'due a minute ago',
      { scheduled: 61 * minute, succeeded: 55 * minute, schedule: '59 * * * *' },
      undefined,
      'Progressing MissedSchedule',
    ],
    ['due less than a minute ago, and strict', punctual, undefined, 'Healthy Succeeded', { grace: 0 }],
    [
      'missed, and strict',
      { ...punctual, schedule: '58 * * * *' },
      undefined,
      'Unhealthy MissedSchedule',
      { grace: 0 },
    ],
    ['missed within the grace', { ...punctual, schedule: '45 * * * *' }, undefined, 'Progressing MissedSchedule'],
    [
      'missed, a minute and the grace ago',
      { ...punctual, schedule: '44 * * * *' },
      undefined,
      'Unhealthy MissedSchedule',
    ],
    [
      'missed, but the deadline for its start is not over',
      { ...punctual, schedule: '30 * * * *', spec: { startingDeadlineSeconds: 1200 } },
      undefined,
      'Progressing MissedSchedule',
    ],
    [
      'missed, and the deadline is over',
      { ...punctual, schedule: '20 * * * *', spec: { startingDeadlineSeconds: 600 } },
      undefined,
      'Unhealthy MissedSchedule',
    ],
    [
      'a long deadline counts for one period at most',
      { ...punctual, scheduled: 3 * hour, succeeded: 2.9 * hour, spec: { startingDeadlineSeconds: 86_400 } },
      undefined,
      'Unhealthy MissedSchedule',
    ],
    [
      'every 5 minutes, missed for a month',
      { schedule: '*/5 * * * *', scheduled: month, succeeded: month },
      undefined,
      'Unhealthy MissedSchedule',
    ],
    [
      'by an interval, on time',
      { schedule: '@every 90m', scheduled: hour, succeeded: 50 * minute },
      undefined,
      'Healthy Succeeded',
    ],
    [
      'by an interval, missed',
      { schedule: '@every 30m', scheduled: hour, succeeded: 50 * minute },
      undefined,
      'Unhealthy MissedSchedule',
    ],
    [
      'daily at 8:00 in New York, which is yet to come',
      { schedule: '0 8 * * *', spec: { timeZone: 'America/New_York' }, scheduled: 23 * hour, succeeded: 22 * hour },
      undefined,
      'Healthy Succeeded',
    ],
    [
      'daily at 8:00 without a zone is 8:00 UTC',
      { schedule: '0 8 * * *', scheduled: 28 * hour, succeeded: 27 * hour },
      undefined,
      'Unhealthy MissedSchedule',
    ],
    ['never due yet', { created: 30 * minute }, undefined, 'Healthy NotYetScheduled'],
    [
      'its first run is just due',
      { created: 55 * minute, schedule: '50 * * * *' },
      undefined,
      'Progressing MissedSchedule',
    ],
    [
      'its first run was missed',
      { created: 55 * minute, schedule: '20 * * * *' },
      undefined,
      'Unhealthy MissedSchedule',
    ],
    ['a schedule without an upcoming time', { schedule: '0 0 31 2 *' }, undefined, 'Healthy NoUpcomingRun'],
    ['suspended', { scheduled: month, spec: { suspend: true } }, undefined, 'Healthy Suspended'],
    [
      'resumed since it was due',
      { scheduled: 3 * hour, succeeded: 2.9 * hour, changed: 30 * minute },
      undefined,
      'Healthy Succeeded',
    ],
    [
      'missed since it was resumed',
      { scheduled: 5 * hour, succeeded: 4.9 * hour, changed: 90 * minute },
      undefined,
      'Unhealthy MissedSchedule',
    ],
    ['missed while another run is active', { scheduled: 3 * hour, active: 1 }, undefined, 'Unhealthy MissedSchedule'],
    [
      'with Forbid nothing is due while a run is active',
      { scheduled: 1.9 * hour, succeeded: 1.2 * hour, active: 1, spec: { concurrencyPolicy: 'Forbid' } },
      runningJob,
      'Healthy Running',
    ],
    [
      'with Forbid, a long run has just succeeded',
      { scheduled: 3 * hour, succeeded: 10 * minute, spec: { concurrencyPolicy: 'Forbid' } },
      undefined,
      'Healthy Succeeded',
    ],
    [
      'with Forbid, a long run has just failed',
      { scheduled: 3 * hour, statusChanged: 10 * minute, spec: { concurrencyPolicy: 'Forbid' } },
      jobs(job('Failed', 3 * hour)),
      'Unhealthy LastRunFailed',
    ],
    [
      'with Forbid, missed since a long run ended',
      { scheduled: 5 * hour, succeeded: 3 * hour, statusChanged: 3 * hour, spec: { concurrencyPolicy: 'Forbid' } },
      undefined,
      'Unhealthy MissedSchedule',
    ],
    ['a schedule from the future', { scheduled: -day, succeeded: -day }, undefined, 'Healthy Succeeded'],
  ]);

  test('reports what was missed', () => {
    const { message, since } = judge(cronJobRule, cronJob({ scheduled: 4 * hour, succeeded: 4 * hour }));
    expect(message).toBe('3 runs not started, the first was due 3h ago; for 3h, grace 16m');
    expect(since).toBe('2026-01-01T09:00:00.000Z');
  });

  test.each([
    ['1 run ', { ...punctual, schedule: '58 * * * *' }],
    ['100 or more runs ', { schedule: '* * * * *', scheduled: month }],
  ])('reports that %s were missed', (expected, shape) => {
    expect(judge(cronJobRule, cronJob(shape)).message).toMatch(new RegExp(`^${expected}not started`));
  });

  test('reports when the next run is due', () => {
    expect(judge(cronJobRule, cronJob(punctual)).message).toBe('the last run succeeded 55m ago; next run due in 1h');
  });
});

/** Hourly; the first run since the last success was due so many minutes ago. */
const since = (minutes: number): Shape => ({
  schedule: `${(120 - minutes) % 60} * * * *`,
  scheduled: (minutes % 60) * minute,
  succeeded: (minutes + 5) * minute,
});
/** A success that took half an hour. */
const usual = jobs(took('Complete', 30 * minute), job('active', 2 * hour, 'web-0'));
const failedSlowly = jobs(took('Failed', hour), job('active', 2 * hour, 'web-0'));
/** Every 5 minutes; the last success was so many minutes ago. */
const failedOnce = (minutes: number): Shape => ({
  schedule: '*/5 * * * *',
  scheduled: 0,
  succeeded: minutes * minute,
});
const failedJob = jobs(job('Failed', 0));

/** The last run has finished, without a success since it was due. */
const ended = { scheduled: hour, succeeded: 115 * minute };
/** The last run left no trace: due half an hour ago, the first since the last success. */
const traceless = { schedule: '30 * * * *', scheduled: 30 * minute, succeeded: 85 * minute };
const busy = { schedule: '*/5 * * * *', scheduled: 0, succeeded: 2 * hour, active: 2 };
const justDue = (minutes: number): Shape => ({ ...since(minutes), active: 0 });
const failedLast = jobs(job('Complete', 2 * hour), job('Failed', hour));

describe('the results of its runs', () => {
  testRows([
    ['the last one failed', ended, failedLast, 'Unhealthy LastRunFailed'],
    ['the last one is about to fail', ended, jobs(job('FailureTarget', hour)), 'Unhealthy LastRunFailed'],
    ['an older one failed', ended, jobs(job('Failed', 2 * hour), job('Complete', hour)), 'Healthy Succeeded'],
    [
      'it failed, and a manual run succeeded since',
      { ...ended, succeeded: 30 * minute },
      undefined,
      'Healthy Succeeded',
    ],
    [
      'it failed, and a manual run is active',
      ended,
      jobs(job('Failed', hour), job('active', minute)),
      'Healthy Running',
    ],
    [
      'it failed, and an older one does not finish',
      ended,
      jobs(job('Failed', hour), job('active', 3 * hour)),
      'Unhealthy LastRunFailed',
    ],
    [
      'one of two in the same second failed',
      ended,
      jobs(job('Complete', hour, 'a'), job('Failed', hour, 'b')),
      'Unhealthy LastRunFailed',
    ],
    ['1 run active', { scheduled: hour, succeeded: 90 * minute, active: 1 }, runningJob, 'Healthy Running'],
    ['1 run active after a failure', { ...ended, scheduled: 0, active: 1 }, runningJob, 'Healthy Running'],
    ['1 run active that was never due', { created: 10 * minute, active: 1 }, runningJob, 'Healthy Running'],
    ['no trace, within a period', traceless, jobs(), 'Progressing NoRecentSuccess'],
    [
      'no trace except an earlier success',
      traceless,
      jobs(job('Complete', 90 * minute)),
      'Progressing NoRecentSuccess',
    ],
    ['no trace for a period and the grace', justDue(75), jobs(), 'Unhealthy NoRecentSuccess'],
    ['no trace for a period, within the grace', justDue(74), jobs(), 'Progressing NoRecentSuccess'],
    ['no trace for a period, and strict', justDue(60), jobs(), 'Unhealthy NoRecentSuccess', { grace: 0 }],
    [
      'never a success, within a period',
      { ...traceless, succeeded: undefined, created: 50 * minute },
      jobs(),
      'Progressing NeverSucceeded',
    ],
    [
      'never a success for more than a period',
      { ...traceless, succeeded: undefined, created: 2 * hour },
      jobs(),
      'Unhealthy NeverSucceeded',
    ],
    [
      'no trace since the spec changed',
      { ...traceless, succeeded: 5 * hour, changed: 50 * minute },
      jobs(),
      'Progressing NoRecentSuccess',
    ],
    ['no trace, and not due again', { ...ended, schedule: '0 0 30 2 *' }, jobs(), 'Healthy NoUpcomingRun'],
    ['jobs unavailable, within a period', traceless, withheld, 'Progressing NoRecentSuccess'],
    ['jobs unavailable, for a period and the grace', justDue(75), withheld, 'Unhealthy NoRecentSuccess'],
    ['jobs unreadable, within a period', traceless, unreadable, 'Unknown Timeout'],
    ['jobs unreadable, for long', { ...ended, succeeded: 5 * hour }, unreadable, 'Unknown Timeout'],
    ...(['Allow', 'Forbid', 'Replace'] as const).flatMap((concurrencyPolicy): Row[] => {
      const hanging = (minutes: number) => ({ ...since(minutes), active: 1, spec: { concurrencyPolicy } });
      return [
        [`no success until the second due time, ${concurrencyPolicy}`, hanging(74), runningJob, 'Healthy Running'],
        [`no success for longer, ${concurrencyPolicy}`, hanging(75), runningJob, 'Unhealthy NoRecentSuccess'],
      ];
    }),
    ['one is active, and takes as long as usual', { ...since(119), active: 1 }, usual, 'Healthy Running'],
    ['one is active, and takes too long', { ...since(120), active: 1 }, usual, 'Unhealthy NoRecentSuccess'],
    [
      'one is active, and a failed one took long',
      { ...since(75), active: 1 },
      failedSlowly,
      'Unhealthy NoRecentSuccess',
    ],
    [
      'always one active, and they never succeeded',
      { ...busy, succeeded: undefined, created: 2 * hour },
      runningJob,
      'Unhealthy NeverSucceeded',
    ],
    ['always one active, for less than the grace more', busy, runningJob, 'Healthy Running', { grace: 2 * 3600 }],
    ['1 run active, jobs unavailable', { ...since(74), active: 1 }, withheld, 'Healthy Running'],
    ['1 run active for too long, jobs unavailable', { ...since(75), active: 1 }, withheld, 'Unhealthy NoRecentSuccess'],
    ['1 run active, jobs unreadable', { ...since(30), active: 1 }, unreadable, 'Unknown Timeout'],
    ['1 run active that has no Job yet', { ...since(30), active: 1 }, jobs(), 'Healthy Running'],
    [
      '1 run active without another due time',
      { scheduled: hour, active: 1, schedule: '0 0 31 2 *' },
      runningJob,
      'Healthy Running',
    ],
    ['one failure, and the next run is due within the grace', failedOnce(7), failedJob, 'Progressing LastRunFailed'],
    [
      'one failure, and the next run is due at the end of the grace',
      failedOnce(10),
      failedJob,
      'Unhealthy LastRunFailed',
    ],
    ['one failure, and strict', failedOnce(7), failedJob, 'Unhealthy LastRunFailed', { grace: 0 }],
    [
      'one failure, and nothing has ever succeeded',
      { ...failedOnce(7), succeeded: undefined },
      failedJob,
      'Unhealthy LastRunFailed',
    ],
  ]);

  test('reports which Job failed, and why', () => {
    expect(judge(cronJobRule, cronJob(ended), { evidence: { Job: failedLast } }).message).toBe(
      `the last run failed; Job web-${hour}: Failed is True: BackoffLimitExceeded`,
    );
  });

  test('reports that the Jobs could not be read', () => {
    expect(judge(cronJobRule, cronJob(traceless), { evidence: { Job: withheld } }).message).toBe(
      'the last success was 1h ago; for 30m, grace 1h15m (jobs may not be read: judged by the status only)',
    );
  });

  test.each([
    [1, '1 run active, the latest due 30m ago; next run due in 30m'],
    [3, '3 runs active, the latest due 30m ago; next run due in 30m'],
  ])('reports how long %d runs have been active', (active, message) => {
    const evidence = { Job: runningJob, Pod: found() };
    expect(judge(cronJobRule, cronJob({ ...traceless, active }), { evidence }).message).toBe(message);
  });

  test('requests the Jobs that it created, in its namespace', () => {
    const requested = cronJobRule({ type: 'found', object: cronJob(ended) }, defaultCriteria, now);
    if (!('needed' in requested)) throw new Error('no evidence requested');
    const [query] = requested.needed;
    expect(query).toMatchObject({ kind: 'Job', namespace: 'shop' });
    expect(query?.belongs(job('Failed', hour))).toBe(true);
    expect(query?.belongs({ metadata: { ownerReferences: [{ uid: 'another', controller: true }] } })).toBe(false);
  });
});

describe('an invalid schedule', () => {
  const daily = '0 0 L * *';
  testRows([
    ['a schedule', { ...punctual, schedule: daily }, undefined, 'Unknown InvalidSchedule'],
    ['a zone', { ...punctual, spec: { timeZone: 'Mars/Olympus' } }, undefined, 'Unknown InvalidSchedule'],
    ['no schedule', { ...punctual, schedule: null }, undefined, 'Unknown InvalidSchedule'],
    [
      'a schedule, while a run is active',
      { scheduled: hour, active: 1, schedule: daily },
      runningJob,
      'Unknown InvalidSchedule',
    ],
    ['a schedule, but the last run failed', { ...ended, schedule: daily }, failedLast, 'Unhealthy LastRunFailed'],
    ['a schedule, and the last run left no trace', { ...ended, schedule: daily }, jobs(), 'Unknown InvalidSchedule'],
  ]);

  test('is reported', () => {
    const given = cronJob({ schedule: '0 25 * * *', spec: { timeZone: 'Asia/Tokyo' } });
    expect(judge(cronJobRule, given).message).toBe(
      'cannot parse the schedule "0 25 * * *" in time zone Asia/Tokyo: 25 is not a valid hour: expected 0 to 23',
    );
  });

  test('without a creation time and any run', () => {
    expect(summarize(judge(cronJobRule, { spec: { schedule: '@daily' } }))).toBe('Unknown UnreadableObject');
  });
});

const severity = { Healthy: 0, Progressing: 1, Unknown: 2, Unhealthy: 3 } as const;
const age = fc.oneof(fc.integer({ min: 0, max: 4 * hour }), fc.constantFrom(0, minute, 15 * minute, hour, 2 * hour));
const shapes: fc.Arbitrary<Shape> = fc.record({
  schedule: fc.constantFrom('*/5 * * * *', '0 * * * *', '@every 45m', '30 11 * * *', 'unreadable'),
  spec: fc.record({
    concurrencyPolicy: fc.constantFrom('Allow', 'Forbid', 'Replace'),
    startingDeadlineSeconds: fc.constantFrom(undefined, 0, 600, 100_000),
  }),
  created: age.map((value) => value + hour),
  changed: fc.option(age, { nil: undefined }),
  statusChanged: fc.option(age, { nil: undefined }),
  active: fc.integer({ min: 0, max: 2 }),
  scheduled: fc.option(age, { nil: undefined }),
  succeeded: fc.option(age, { nil: undefined }),
});
const outcomes = fc.constantFrom<Outcome>('Failed', 'Complete', 'FailureTarget', 'active');
const waitingJob = (made: number, name: string): JsonObject => ({
  ...job('active', made, name),
  status: { startTime: ago(made), active: 1, ready: 0 },
});
const names = fc.constantFrom('web-0', 'web-1');
const someJobs = fc.array(
  fc
    .tuple(outcomes, age, names, fc.boolean())
    .map(([outcome, made, name, waits]) => (waits ? waitingJob(made, name) : job(outcome, made, name))),
  { maxLength: 5 },
);
const evidence = fc.oneof(
  someJobs.map((list) => jobs(...list)),
  fc.constantFrom(withheld, unreadable),
);

const somePods = fc
  .array(fc.tuple(age, names, fc.boolean()), { maxLength: 3 })
  .map((list) => found(...list.map(([created, name, runs]) => podOf(name, created, runs))));

describe('properties', () => {
  const grace = fc.integer({ min: 0, max: 7200 });

  test('time never makes a verdict better', () => {
    fc.assert(
      fc.property(
        shapes,
        evidence,
        somePods,
        grace,
        fc.integer({ min: 0, max: 3 * hour }),
        (shape, Job, Pod, limit, later) => {
          const circumstances = { criteria: { grace: limit }, evidence: { Job, Pod } };
          const before = judge(cronJobRule, cronJob(shape), circumstances);
          const after = judge(cronJobRule, cronJob(shape), { ...circumstances, at: now + later });
          expect({ before, after, holds: severity[before.verdict] <= severity[after.verdict] }).toMatchObject({
            holds: true,
          });
        },
      ),
      { numRuns: numRuns(500) },
    );
  });

  test('a longer grace never makes a verdict worse', () => {
    fc.assert(
      fc.property(shapes, evidence, somePods, grace, grace, (shape, Job, Pod, one, more) => {
        const strict = judge(cronJobRule, cronJob(shape), { criteria: { grace: one }, evidence: { Job, Pod } });
        const lenient = judge(cronJobRule, cronJob(shape), { criteria: { grace: one + more }, evidence: { Job, Pod } });
        expect({ strict, lenient, holds: severity[lenient.verdict] <= severity[strict.verdict] }).toMatchObject({
          holds: true,
        });
      }),
      { numRuns: numRuns(500) },
    );
  });

  test('the order of Jobs never matters', () => {
    fc.assert(
      fc.property(shapes, someJobs, somePods, (shape, list, Pod) => {
        const judged = (order: JsonObject[]) =>
          summarize(judge(cronJobRule, cronJob(shape), { evidence: { Job: jobs(...order), Pod } }));
        expect(judged([...list].reverse())).toBe(judged(list));
      }),
      { numRuns: numRuns(500) },
    );
  });

  test('any JSON results in a verdict', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('+275760-09-13T00:00:00Z', '-271821-04-20T00:00:00Z', ago(hour)),
    );
    const part = (...keys: string[]) => fc.oneof(value, fc.dictionary(fc.constantFrom(...keys), value));
    const given = fc.record({
      metadata: part('creationTimestamp', 'managedFields', 'uid', 'namespace'),
      spec: fc.oneof(
        part('schedule', 'timeZone', 'suspend', 'startingDeadlineSeconds', 'concurrencyPolicy'),
        fc.record({ schedule: fc.constantFrom('@every 1h', '* * * * *'), startingDeadlineSeconds: value }),
      ),
      status: part('active', 'lastScheduleTime', 'lastSuccessfulTime'),
    });
    fc.assert(
      fc.property(given, fc.array(given), (broken, others) => {
        const { verdict, reason } = judge(cronJobRule, broken as JsonObject, {
          evidence: { Job: jobs(...(others as JsonObject[])), Pod: found(...(others as JsonObject[])) },
        });
        expect(Object.keys(severity)).toContain(verdict);
        expect(reason).toMatch(/^[A-Z][A-Za-z]+$/);
      }),
      { numRuns: numRuns(500) },
    );
  });
});

describe('the message of a CronJob', () => {
  const next = '; next run due in 1h';
  const never = '0 0 31 2 *';
  const byHand = jobs(job('Failed', 30 * minute));

  test.each<[expected: string, shape: Shape, evidence?: { readonly Job?: Evidence }]>([
    ['suspended', { spec: { suspend: true } }],
    [`no run has been due yet${next}`, { created: minute }],
    ['the schedule has no upcoming time: it runs only when started manually', { schedule: never }],
    [`1 run active${next}`, { created: minute, active: 1 }, { Job: runningJob }],
    [
      `1 run active (jobs may not be read: judged by the status only)${next}`,
      { created: minute, active: 1 },
      { Job: withheld },
    ],
    [
      'no further run is due, and the result of the last one is not known',
      { schedule: never, scheduled: hour },
      { Job: jobs() },
    ],
    [`the last run succeeded${next}`, { changed: 2 * hour, scheduled: hour }, { Job: jobs(job('Complete', hour)) }],
    ['no run has succeeded; for 1h, grace 1h15m', { changed: 90 * minute, scheduled: hour }, { Job: jobs() }],
    [
      'the last success was 2h ago; for 2h, grace 1h15m',
      { changed: 9 * hour, scheduled: hour, succeeded: 150 * minute },
      { Job: jobs(job('Complete', 150 * minute)) },
    ],
    [
      'no run has succeeded; for 2h15m, grace 1h15m',
      {
        schedule: '45 * * * *',
        changed: 3 * hour,
        scheduled: 15 * minute,
        active: 1,
        spec: { concurrencyPolicy: 'Replace' },
      },
      { Job: jobs() },
    ],
    [
      'no run has succeeded; Job without a name: Failed is True: BackoffLimitExceeded; for 2h15m, grace 1h15m',
      { schedule: '45 * * * *', changed: 3 * hour, scheduled: 15 * minute, active: 1 },
      { Job: jobs({ ...job('Failed', 75 * minute), metadata: { creationTimestamp: ago(75 * minute) } }) },
    ],
    [
      'the last run failed; Job web-0: Failed is True: BackoffLimitExceeded; without a success; for 7m, grace 15m',
      failedOnce(7),
      { Job: failedJob },
    ],
    [
      'cannot parse the schedule "": got 0 fields, expected 5',
      { schedule: 7, active: 1, scheduled: 0 },
      { Job: byHand },
    ],
    [
      'cannot parse the schedule "x" in time zone Europe/Berlin: got 1 fields, expected 5',
      { schedule: 'x', spec: { timeZone: 'Europe/Berlin' } },
    ],
  ])('%s', (expected, shape, evidence = {}) => {
    const given = Object.keys(evidence).length === 0 ? {} : { Pod: found(), ...evidence };
    expect(judge(cronJobRule, cronJob(shape), { evidence: given }).message).toBe(expected);
  });

  test('without a creation time', () => {
    const spec = { schedule: '0 * * * *' };
    expect(judge(cronJobRule, { spec })).toMatchObject({ message: 'the object has no creation time' });
  });
});

test('a CronJob whose start is late requests its Jobs, too', () => {
  const late = cronJob({ schedule: '* * * * *', scheduled: 3 * minute });
  expect(cronJobRule({ type: 'found', object: late }, defaultCriteria, now)).toMatchObject({
    needed: [{ kind: 'Job' }],
  });
});

test('a CronJob without a namespace requests Jobs without one', () => {
  const given = { metadata: { creationTimestamp: ago(hour) }, spec: { schedule: '0 * * * *' } };
  const object = { ...given, status: { lastScheduleTime: ago(0) } };
  expect(cronJobRule({ type: 'found', object }, defaultCriteria, now)).toMatchObject({ needed: [{ namespace: '' }] });
});

test('a run that left no trace gets the grace period only if none is to come', () => {
  const leapDay = Date.UTC(2096, 1, 29);
  const at = (age: number) => new Date(leapDay - age).toISOString();
  const given = object({
    metadata: { creationTimestamp: at(day) },
    spec: { schedule: '0 0 29 2 *' },
    status: { lastScheduleTime: at(0) },
  });
  const after = (age: number) => summarize(judge(cronJobRule, given, { at: leapDay + age, evidence: { Job: jobs() } }));
  expect([after(14 * minute), after(15 * minute)]).toEqual(['Progressing NeverSucceeded', 'Unhealthy NeverSucceeded']);
});

function podOf(name: string, created: number, runs = false): JsonObject {
  const metadata = { ownerReferences: [{ kind: 'Job', name, controller: true }] };
  return pod({
    ready: false,
    phase: runs ? 'Running' : 'Pending',
    created,
    metadata,
    ...(runs ? {} : { waiting: 'ImagePullBackOff' }),
  });
}

describe('an active run', () => {
  const shape = { ...since(30), active: 2 };
  const bothWait = jobs(waitingJob(30 * minute, 'web-0'), waitingJob(30 * minute, 'web-1'));
  const manual: JsonObject = { ...waitingJob(hour, 'manual'), status: { startTime: ago(hour), failed: 1 } };

  test.each<[situation: string, jobs: Evidence, pods: Evidence, expected: string, grace?: number]>([
    ['with a running container', bothWait, found(podOf('web-0', hour, true)), 'Healthy Running'],
    ['one of two waits', bothWait, found(podOf('web-0', hour), podOf('web-1', 0, true)), 'Healthy Running'],
    ['waits for its image', bothWait, found(podOf('web-0', 14 * minute), podOf('web-1', 0)), 'Progressing NotRunning'],
    [
      'the oldest waits too long',
      bothWait,
      found(podOf('web-0', 15 * minute), podOf('web-1', 0)),
      'Unhealthy NotRunning',
    ],
    [
      'without a pod',
      jobs({ ...waitingJob(15 * minute, 'web-0'), status: { startTime: ago(15 * minute) } }),
      found(),
      'Unhealthy NoPods',
    ],
    ['not started', jobs({ ...waitingJob(15 * minute, 'web-0'), status: {} }), found(), 'Unhealthy NotStarted'],
    ['suspended', jobs({ ...waitingJob(hour, 'web-0'), spec: { suspend: true } }), found(), 'Healthy Running'],
    ['that a person started is not one', jobs(manual), found(), 'Healthy Running'],
    [
      'that has just ended',
      jobs(job('Failed', minute, 'web-0'), job('Complete', minute, 'web-1')),
      found(),
      'Healthy Running',
    ],
    ['whose pods cannot be read', bothWait, unreadable, 'Unknown Timeout'],
    [
      'whose pods may not be read',
      bothWait,
      { type: 'unavailable', message: 'pods may not be read' },
      'Unhealthy NotRunning',
    ],
    [
      'with ready pods that may not be read',
      runningJob,
      { type: 'unavailable', message: 'pods may not be read' },
      'Healthy Running',
    ],
  ])('%s', (_, Job, Pod, expected) => {
    expect(summarize(judge(cronJobRule, cronJob(shape), { evidence: { Job, Pod } }))).toBe(expected);
  });

  test('is compared by its uid, if it has one', () => {
    const other = { ...manual, metadata: { ...(manual.metadata as JsonObject), name: 'web-0', uid: 'another' } };
    const given = cronJob({ ...since(30) });
    const object = { ...given, status: { ...(given.status as JsonObject), active: [{ name: 'web-0', uid: 'own' }] } };
    const judged = judge(cronJobRule, object, { evidence: { Job: jobs(other), Pod: found() } });
    expect(summarize(judged)).toBe('Healthy Running');
  });

  test('is reported with its Job', () => {
    const evidence = { Job: bothWait, Pod: found(podOf('web-0', 20 * minute), podOf('web-1', 0)) };
    expect(judge(cronJobRule, cronJob(shape), { evidence }).message).toMatch(
      /^Job web-0: no container is running; web-0: container main ImagePullBackOff; for 20m, grace 15m$/,
    );
  });

  const selectorOf = (active: JsonObject[]) => {
    const given = cronJob(since(30));
    const object = { ...given, status: { ...(given.status as JsonObject), active } };
    const requested = cronJobRule({ type: 'found', object }, defaultCriteria, now);
    if (!('needed' in requested)) throw new Error('no evidence requested');
    return requested.needed[1];
  };

  test('its pods are requested by its name', () => {
    const query = selectorOf([{ name: 'web-1', uid: 'b' }, { name: 'web-0' }]);
    expect(query).toMatchObject({
      kind: 'Pod',
      namespace: 'shop',
      labelSelector: 'batch.kubernetes.io/job-name in (web-0,web-1)',
    });
    expect(query?.belongs(podOf('web-0', 0))).toBe(true);
    expect(query?.belongs(podOf('web-2', 0))).toBe(false);
  });

  test.each([
    ['without names', [{ uid: 'a' }]],
    ['with a name that is not one', [{ name: 'a),b' }]],
    ['in large numbers', Array.from({ length: 51 }, (_, index) => ({ name: `web-${index}` }))],
  ])('%s: the pods of all Jobs are requested', (_, active) => {
    expect(selectorOf(active)?.labelSelector).toBe('batch.kubernetes.io/job-name');
  });
});
