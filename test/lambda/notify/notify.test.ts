import { ListAlarmMuteRulesCommand, type ListAlarmMuteRulesCommandOutput } from '@aws-sdk/client-cloudwatch';
import { FilterLogEventsCommand, type FilterLogEventsCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { PublishCommand, type PublishCommandInput } from '@aws-sdk/client-sns';
import { type NotifyContext, notify } from '../../../lambda/notify/notify';
import { alarmEvent, config, type Fields, healthy, line, now, prometheus } from './fixture';

const minute = 60_000;
const [one = '', two = ''] = config.topics;
const alarm = alarmEvent('health', 'OK', 'ALARM');
const down: Fields = { value: 0, summary: '1 of 14 is unhealthy', targets: [prometheus] };

interface Options {
  /** Lines by their age in minutes. */
  readonly lines?: readonly (readonly [age: number, text: string])[];
  readonly perPage?: number;
  /** How many requests the log answers, before it fails. */
  readonly answers?: number;
  readonly read?: (input: FilterLogEventsCommandInput, signal: AbortSignal) => Promise<unknown>;
  readonly failing?: readonly string[];
  readonly event?: unknown;
  readonly remaining?: number;
  /** Pages of the active mute rules of the alarm. */
  readonly mutes?: readonly (readonly string[])[] | Error;
  /** Of the container. */
  readonly notified?: NotifyContext['notified'];
}

/** Runs the notifier with a log and topics. An error is returned, not thrown. */
async function notifyWith({ lines = [], perPage = 100, failing = [], event = alarm, ...options }: Options) {
  const published: PublishCommandInput[] = [];
  const reads: FilterLogEventsCommandInput[] = [];
  const logged: unknown[] = [];
  const filter = async ({
    startTime = 0,
    endTime = 0,
    nextToken = '0',
    startFromHead,
  }: FilterLogEventsCommandInput) => {
    if (reads.length > (options.answers ?? reads.length)) throw new Error('throttled');
    const events = lines
      .map(([age, message]) => ({ timestamp: now - age * minute, message }))
      .filter(({ timestamp }) => timestamp >= startTime && timestamp <= endTime)
      .sort((a, b) => (startFromHead === false ? b.timestamp - a.timestamp : a.timestamp - b.timestamp));
    const from = Number(nextToken);
    const more = from + perPage < events.length ? { nextToken: String(from + perPage) } : {};
    return { events: events.slice(from, from + perPage), ...more };
  };
  const send = async (command: unknown, { abortSignal }: { readonly abortSignal: AbortSignal }) => {
    if (command instanceof FilterLogEventsCommand) {
      reads.push(command.input);
      return (options.read ?? filter)(command.input, abortSignal);
    }
    expect(command).toBeInstanceOf(PublishCommand);
    const { input } = command as PublishCommand;
    if (failing.includes(input.TopicArn ?? '')) throw new Error('not authorized');
    published.push(input);
  };
  const write = (level: string) => (_: string, fields: object) => void logged.push({ level, ...fields });
  const listMutes = async (command: unknown): Promise<Partial<ListAlarmMuteRulesCommandOutput>> => {
    const { mutes = [[]] } = options;
    expect(command).toBeInstanceOf(ListAlarmMuteRulesCommand);
    if (mutes instanceof Error) throw mutes;
    const { AlarmName, Statuses, NextToken = '0' } = (command as ListAlarmMuteRulesCommand).input;
    expect([AlarmName, Statuses]).toEqual([config.alarms[0]?.name, ['ACTIVE']]);
    const rules = (mutes[Number(NextToken)] ?? []).map((name) => ({
      AlarmMuteRuleArn: `arn:aws:cloudwatch:eu-central-1:111122223333:alarm-mute-rule:${name}`,
    }));
    const next = Number(NextToken) + 1;
    return { AlarmMuteRuleSummaries: rules, ...(next < mutes.length ? { NextToken: String(next) } : {}) };
  };
  const context = {
    config,
    cloudWatch: { send: listMutes },
    notified: options.notified ?? new Map(),
    logs: { send },
    sns: { send },
    redact: (text: string) => text.replaceAll('secret', '[redacted]'),
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
  } as unknown as NotifyContext;
  const error = await notify(event, options.remaining ?? 60_000, context).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  return { published, reads, logged, error };
}

test('each topic is notified why the alarm fires', async () => {
  const { published, reads, logged, error } = await notifyWith({
    lines: [
      [1, line(healthy)],
      [0, line(down)],
    ],
  });
  expect(error).toBeUndefined();
  expect(published.map(({ TopicArn }) => TopicArn)).toEqual([one, two]);
  expect(published[0]).toMatchObject({
    Subject: '[prod] ALARM: 1 of 14 unhealthy since 03:04Z: StatefulSet monitoring/prometheus-kps (NoneReady)',
    Message: expect.stringContaining('0 of 1 pods ready'),
  });
  expect(reads).toEqual([
    {
      logGroupName: 'eks-vigil-log',
      filterPattern: '{ $.message = "run" }',
      startTime: now - 15 * minute,
      endTime: now,
      startFromHead: false,
    },
  ]);
  expect(logged).toMatchObject([
    { level: 'info', alarm: config.alarms[0]?.name, state: 'ALARM', published: [one, two] },
  ]);
});

test('all pages of the log are read', async () => {
  const lines = Array.from({ length: 7 }, (_, index) => [7 - index, line(index === 6 ? down : healthy)] as const);
  const { published, reads } = await notifyWith({ lines, perPage: 3 });
  expect(reads.map(({ nextToken }) => nextToken)).toEqual([undefined, '3', '6']);
  expect(published[0]?.Subject).toContain('1 of 14 unhealthy');
});

test('a silent function is looked for further back', async () => {
  const { published, reads } = await notifyWith({ lines: [[300, line(healthy)]] });
  expect(reads.map(({ startTime = 0 }) => (now - startTime) / minute)).toEqual([15, 180, 1440]);
  expect(published[0]?.Subject).toBe('[prod] ALARM: no run has reported since 22:10Z');
});

test('of a silent function, only the newest page is read', async () => {
  const lines = Array.from({ length: 50 }, (_, index) => [200 + index, line(healthy)] as const);
  const { published, reads } = await notifyWith({ lines, perPage: 10 });
  expect(reads).toHaveLength(3);
  expect(published[0]?.Subject).toBe('[prod] ALARM: no run has reported since 23:50Z');
});

test.each<[string, number, readonly number[], string]>([
  [
    'the second page',
    1,
    [0, 1, 2, 3],
    '1 of 14 unhealthy since 03:04Z: StatefulSet monitoring/prometheus-kps (NoneReady)',
  ],
  ['the second page of a silent function', 1, [5, 6, 7], 'no run has reported since 03:05Z'],
  ['the second window', 1, [], 'no run has reported for 15m'],
  ['the third window', 2, [], 'no run has reported for 3h'],
])('what was read counts, if the log fails at %s', async (_, answers, ages, headline) => {
  const lines = ages.map((age) => [age, line(down)] as const);
  const { published, logged } = await notifyWith({ lines, perPage: 2, answers });
  expect(published[0]?.Subject).toBe(`[prod] ALARM: ${headline}`);
  expect(published[0]?.Message).toContain('The log could not be read completely: throttled');
  expect(logged).toMatchObject([{ logFailure: 'throttled' }]);
});

test('a log that cannot be read does not keep the message back', async () => {
  const { published, logged, error } = await notifyWith({ read: () => Promise.reject(new Error('AccessDenied')) });
  expect(error).toBeUndefined();
  expect(published).toHaveLength(2);
  expect(published[0]).toMatchObject({ Subject: '[prod] ALARM: the log could not be read' });
  expect(logged).toMatchObject([{ logFailure: 'AccessDenied' }]);
});

test('a log that does not answer does not keep the message back', async () => {
  const read = (_: unknown, signal: AbortSignal) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
  const { published } = await notifyWith({ read, remaining: 300 });
  expect(published).toHaveLength(2);
});

test('a topic that fails makes the invocation fail after all were tried, and only it is notified when Lambda tries again', async () => {
  const notified: NotifyContext['notified'] = new Map();
  const lines = [[0, line(down)]] as const;
  const first = await notifyWith({ lines, failing: [one], notified });
  expect(first.published.map(({ TopicArn }) => TopicArn)).toEqual([two]);
  const failures = [`sns:Publish to ${one} failed: not authorized`];
  expect(first.error?.message).toBe(`1 of 2 topics could not be notified: ${failures[0]}`);
  expect(first.logged).toMatchObject([{ level: 'error', published: [two], failures }]);
  const second = await notifyWith({ lines, failing: [one], notified });
  expect(second.published).toEqual([]);
  expect(second.error?.message).toBe(first.error?.message);
  const third = await notifyWith({ lines, notified });
  expect(third.published.map(({ TopicArn }) => TopicArn)).toEqual([one]);
  expect(third.error).toBeUndefined();
  const other = await notifyWith({ lines, notified, event: { ...alarm, id: 'another' } });
  expect(other.published.map(({ TopicArn }) => TopicArn)).toEqual([one, two]);
});

test('in another container, all topics are notified again', async () => {
  await notifyWith({ lines: [[0, line(down)]], failing: [one] });
  const { published } = await notifyWith({ lines: [[0, line(down)]] });
  expect(published.map(({ TopicArn }) => TopicArn)).toEqual([one, two]);
});

test('what is remembered of events does not grow without end', async () => {
  const notified: NotifyContext['notified'] = new Map(
    Array.from({ length: 100 }, (_, index) => [`${index}`, new Set()]),
  );
  await notifyWith({ lines: [[0, line(down)]], failing: [one], notified });
  expect([...notified.keys()]).toEqual([...Array.from({ length: 99 }, (_, index) => `${index + 1}`), alarm.id]);
});

test('if no topic could be notified, the invocation fails, so that it is repeated', async () => {
  const { logged, error } = await notifyWith({ lines: [[0, line(down)]], failing: [one, two] });
  expect(error?.message).toMatch(
    /^2 of 2 topics could not be notified: sns:Publish to .*one failed: not authorized; .*two/,
  );
  expect(logged).toMatchObject([{ level: 'error', published: [] }]);
});

test('a muted alarm is not reported, and the log has the rule', async () => {
  const { published, logged, error } = await notifyWith({
    lines: [[0, line(down)]],
    mutes: [[], ['nodes:1'], ['other']],
  });
  expect([published, error]).toEqual([[], undefined]);
  expect(logged).toMatchObject([
    { level: 'info', subject: expect.stringContaining('1 of 14'), mutedBy: ['nodes:1', 'other'], published: [] },
  ]);
});

test('an alarm of which nobody knows whether it is muted is reported', async () => {
  const mutes = new Error('UnknownOperation');
  const { published, logged } = await notifyWith({ lines: [[0, line(down)]], mutes });
  expect(published).toHaveLength(2);
  expect(logged).toMatchObject([{ level: 'info', muteFailure: 'UnknownOperation', published: [one, two] }]);
});

test('secrets and control characters are in no message', async () => {
  const target = { ...prometheus, message: 'secret \u001b[2J \u202e' };
  const { published } = await notifyWith({ lines: [[0, line({ ...down, targets: [target] })]] });
  expect(published[0]?.Message).toContain('[redacted]');
  for (const { Message } of published) expect(Message).not.toMatch(/secret|\p{Cc}(?<!\n)|\p{Cf}/u);
});

test('nothing is published for a new alarm that becomes OK', async () => {
  const { published, reads } = await notifyWith({ event: alarmEvent('health', 'INSUFFICIENT_DATA', 'OK') });
  expect([published, reads]).toEqual([[], []]);
});

test('another event is an error', async () => {
  const { error } = await notifyWith({ event: {} });
  expect(error?.message).toMatch(/expected an event/);
});
