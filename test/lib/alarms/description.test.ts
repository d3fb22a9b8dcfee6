import { describeAlarm } from '../../../lib/alarms/description';

const meaning = 'A workload is unhealthy.';
const first = 'First: read the log.';

test('has one line for each part', () => {
  const links = [
    ['Runbook', 'https://wiki'],
    ['Log', 'https://console'],
  ] as const;
  expect(describeAlarm({ meaning, first, links })).toBe(
    'A workload is unhealthy.\nFirst: read the log.\nRunbook: https://wiki\nLog: https://console',
  );
});

test('leaves out what does not fit, and keeps what does', () => {
  const long = `https://${'x'.repeat(1000)}`;
  const links = [
    ['Runbook', 'https://wiki'],
    ['Log', long],
    ['Metric', 'https://metric'],
  ] as const;
  expect(describeAlarm({ meaning, first, links }).split('\n').slice(2)).toEqual([
    'Runbook: https://wiki',
    'Metric: https://metric',
  ]);
});

test('counts a token as the longest name that it can stand for', () => {
  const room = 1024 - `${meaning}\n${first}\nLog: `.length;
  const linkOf = (characters: number) => [['Log', `${'x'.repeat(characters)}\${Token[Logs.1234]}`]] as const;
  expect(describeAlarm({ meaning, first, links: linkOf(room - 100) })).toContain('Log: ');
  expect(describeAlarm({ meaning, first, links: linkOf(room - 99) })).not.toContain('Log: ');
});
