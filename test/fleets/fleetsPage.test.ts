import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runs } from '../bench/cost';
import { configFrom } from '../support/configFrom';
import { fleetCost } from './fleetCost';
import { pagePath, withTables } from './fleetsPage';
import { measuredRun } from './measuredRun';
import { addedBy, costOf } from './optionalCost';
import { countResources, templateOf } from './quotas';
import { countComposites } from './views';

const root = join(__dirname, '..', '..');
const minimal = configFrom(readFileSync(join(root, 'config', 'minimal.yaml'), 'utf8'));
const performance = readFileSync(join(root, 'docs', 'proofs', 'performance.md'), 'utf8');

test('docs/fleets.md is up to date; else run `npm run fleets`', () => {
  const page = readFileSync(pagePath, 'utf8');
  expect(page).toBe(withTables(page));
});

test('the figures of a run are read from the tables of docs/proofs/performance.md', () => {
  const page = [
    ['one run a minute', 'measured', 'CPU', 'billed at 256 MB'],
    ['10 named targets', '46 ms', '4.2 ms', '71 ms'],
    ['warm run', 'sent', 'log', 'log once an hour'],
    ['10 named targets', '20.5 KB', '0.4 KB', '1.9 KB'],
  ].map((cells) => `│ ${cells.join(' │ ')} │`);
  const text = `\`\`\`\n${page.slice(0, 2).join('\n')}\n\`\`\`\n\n\`\`\`\n${page.slice(2).join('\n')}\n\`\`\`\n`;
  expect(measuredRun(text)).toEqual({ milliseconds: 46, cpuMilliseconds: 4.2, logged: 400, loggedInFull: 1900 });
  expect(() => measuredRun(text.replace('4.2 ms', '4.2 s'))).toThrow(/no figure in ms for "CPU"/);
});

describe('the cost', () => {
  const spent = measuredRun(performance);
  const { total } = fleetCost(1, spent);

  test('of one cluster is that of the README, which is computed with figures that are not rounded', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const [, stated] = /\| \*\*total, rounded last\*\* \| \*\*(\d+\.\d\d)\*\* \|/.exec(readme) ?? [];
    expect(Math.abs(total - Number(stated))).toBeLessThan(0.01);
  });

  test('grows with the clusters, and Scheduler costs something from the free invocations on', () => {
    const free = Math.floor(14e6 / runs);
    expect(fleetCost(free, spent)).toMatchObject({ scheduler: 0, total: expect.closeTo(free * total) });
    const { scheduler } = fleetCost(free + 1, spent);
    expect(scheduler).toBeGreaterThan(0);
    expect(fleetCost(1000, spent).total).toBeCloseTo(1000 * total + 29.8, 6);
  });
});

test.each([
  [
    'a ticket has a metric and an alarm',
    { keys: '', target: '{ kind: Deployment, namespace: a, name: b, severity: ticket }' },
    0.4,
  ],
  [
    'the topics for email share one key',
    { keys: 'alarms: { page: { email: [a@example.com] }, ticket: { email: [b@example.com] } }' },
    1,
  ],
  [
    'an alarm on an expression costs as much as the metrics that it reads',
    { keys: 'zoneTraffic: { flowLogs: { bucket: flow-logs } }' },
    0.4,
  ],
  ['a window of maintenance costs nothing', { keys: 'maintenance: [{ name: a, cron: 0 2 * * SUN, duration: 4h }]' }, 0],
])('%s', (_, option, expected) => {
  expect(costOf(addedBy(option))).toBeCloseTo(expected);
});

test('the preset costs what its page says', () => {
  const page = readFileSync(join(root, 'docs', 'pod-metrics.md'), 'utf8');
  const [, stated] = /\*\*the preset `vpc-cni`.*\*\*(\d+\.\d\d)\*\*/.exec(page) ?? [];
  const [, row] = /\| `podMetrics` \|.*\*\*(\d+\.\d\d)\*\*/.exec(readFileSync(pagePath, 'utf8')) ?? [];
  expect(row).toBe(stated);
});

test('the quotas are compared with the resources of the stack', () => {
  expect(countResources(minimal, 'AWS::IAM::Role')).toBe(2);
  expect(countResources(minimal, 'AWS::S3::Bucket')).toBe(0);
});

test('the template of a file without an account can be that of a stack set', () => {
  const template = templateOf(minimal).toJSON();
  expect(template).not.toHaveProperty('Transform');
  expect(JSON.stringify(template)).not.toMatch(/\b\d{12}\b/);
  expect(JSON.stringify(template)).toMatch(/cdk-hnb659fds-assets-\$\{AWS::AccountId\}-eu-central-1/);
});

test.each([
  [1, 1],
  [100, 1],
  [101, 3],
  [300, 4],
  [10_001, 104],
])('%i alarms need %i composite alarms', (alarms, composites) => {
  expect(countComposites(alarms)).toBe(composites);
});
