import { copyFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { watchdogAlarm } from '../simulation/alarms';
import type { AlarmState, Datapoint } from '../support/alarmEvaluator';
import { AlarmHistory } from '../support/alarmTiming';
import { execute } from './execute';
import { freePort } from './loopback';
import { Alertmanager } from './probes/alertmanager';
import { Processes } from './processes';
import { until } from './until';
import { SnsEndpoint } from './watchdog/snsEndpoint';

/** The folder with Debian's Alertmanager. */
const programs = process.env.PROBED_PROGRAMS;
const describeIfInstalled = programs === undefined ? describe.skip : describe;
const need = programs === undefined ? ' (needs PROBED_PROGRAMS=$(test/cluster/probes/install))' : '';

const page = readFileSync(join(__dirname, '../../docs/watchdog.md'), 'utf8');
const runbook = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');
const credentials = { accessKeyId: 'AKIAEXAMPLEWATCHDOG1', secretAccessKey: 'any', sessionToken: 'of a role' };
const environment = {
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: credentials.sessionToken,
};
const topicArn = 'arn:aws:sns:eu-central-1:111122223333:eks-vigil-eu-central-1-prod-watchdog';
const minute = 60_000;

/** The YAML of the page after this marker. */
function blockOf(marker: string): string {
  const [, block] = new RegExp(`<!-- ${marker} -->\n\`\`\`yaml\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
  if (block === undefined) throw new Error(`docs/watchdog.md has no YAML after <!-- ${marker} -->`);
  return block;
}

/** The configuration of the page, with seconds in place of minutes, and with this endpoint. */
function accelerated(endpoint: string): string {
  return blockOf('alertmanager.yml')
    .replace(/_interval: (\d+)m$/gm, '_interval: $1s')
    .replace(/^( +)sigv4:/m, `$1api_url: ${endpoint}\n$1sigv4:`);
}

describeIfInstalled(`the Watchdog${need}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'eks-vigil-watchdog-'));
  const processes = new Processes<string>(folder);
  const endpoint = new SnsEndpoint(topicArn, credentials);

  beforeAll(async () => {
    for (const file of readdirSync(programs ?? '').filter((name) => name.endsWith('.tmpl'))) {
      copyFileSync(join(programs ?? '', file), join(folder, file));
    }
    await endpoint.start();
  });

  afterAll(async () => {
    await processes.stop();
    await endpoint.stop();
  });

  async function startAlertmanager(name: string, env: Readonly<Record<string, string>>): Promise<Alertmanager> {
    const executable = join(programs ?? '', 'prometheus-alertmanager');
    const alertmanager = new Alertmanager(processes, executable, join(folder, name), await freePort());
    await alertmanager.start({ config: accelerated(endpoint.url), env });
    return alertmanager;
  }

  /** Sends the alert again every second, as Prometheus does every minute, until the signal. It ends ten seconds later. */
  async function keepFiring(alertmanager: Alertmanager, { signal }: AbortController): Promise<void> {
    while (!signal.aborted) {
      await alertmanager.fire({ alertname: 'Watchdog', severity: 'none' }, new Date(Date.now() + 10_000));
      await sleep(1000);
    }
  }

  const chart = { route: { receiver: 'null', group_by: ['namespace'] } };
  const values = parse(blockOf('values.yaml')).alertmanager.config;

  test.each<[title: string, config: string]>([
    ['the configuration of Alertmanager', blockOf('alertmanager.yml')],
    ['the values of kube-prometheus-stack', stringify({ ...values, route: { ...chart.route, ...values.route } })],
  ])('amtool accepts %s, which routes the Watchdog to its receiver, and nothing else', async (_, config) => {
    const file = join(folder, 'checked.yml');
    writeFileSync(file, config);
    const amtool = (...args: string[]) => execute(join(programs ?? '', 'amtool'), args);
    expect(await amtool('check-config', file)).toContain('SUCCESS');
    const receiverOf = async (alert: string) =>
      (await amtool('config', 'routes', 'test', `--config.file=${file}`, `alertname=${alert}`)).trim();
    expect([await receiverOf('Watchdog'), await receiverOf('KubePodNotReady')]).toEqual(['watchdog', 'null']);
  });

  test('arrives at the topic, again and again while it fires, and stays away when it stops: then the alarm fires', async () => {
    const alertmanager = await startAlertmanager('alertmanager', environment);
    const stop = new AbortController();
    const firing = keepFiring(alertmanager, stop);
    await until(
      () => `only ${endpoint.published.length} of 4 messages arrived`,
      async () => (endpoint.published.length < 4 ? undefined : true),
    );
    stop.abort();
    await firing;
    await until(
      () => 'the alert does not end',
      async () => ((await alertmanager.alerts()).length > 0 ? undefined : true),
    );
    // The last message may still be on its way.
    await sleep(2000);
    const { length } = endpoint.published;
    await sleep(12_000);

    expect(endpoint.published).toHaveLength(length);
    expect(new Set(endpoint.published.map(({ subject, message }) => `${subject}: ${message}`))).toEqual(
      new Set(['Watchdog: Watchdog']),
    );
    const times = endpoint.published.map(({ at }) => at);
    // `repeat_interval` counts from the end of the last notification, so no message is earlier.
    for (const [index, at] of times.slice(1).entries()) expect(at - (times[index] ?? 0)).toBeGreaterThan(4000);
    expect(evaluate(times)).toEqual([{ minute: 21, state: 'ALARM' }]);
  });

  /** The first line of the log of an Alertmanager that has this text. */
  async function failWith(text: string, env: Readonly<Record<string, string>>): Promise<string> {
    const alertmanager = await startAlertmanager(`failing-${failing++}`, env);
    const stop = new AbortController();
    const firing = keepFiring(alertmanager, stop);
    const line = await until(
      () => `${text} is not in the log`,
      async () => alertmanager.log().find((each) => each.includes(text)),
    );
    stop.abort();
    await firing;
    // Otherwise its message arrives once the endpoint accepts it again.
    alertmanager.kill();
    return line;
  }
  let failing = 1;

  test.each<[row: string, env: Readonly<Record<string, string>>, status: number]>([
    ['AuthorizationError', environment, 403],
    ['NotFound', environment, 404],
    ['NoCredentialProviders', { AWS_EC2_METADATA_DISABLED: 'true' }, 200],
  ])('%s is in the log of Alertmanager with `sns`, and in the runbook', async (row, env, status) => {
    endpoint.fail(status === 200 ? undefined : { status, code: row });
    expect(await failWith(row, env)).toContain('sns');
    endpoint.fail(undefined);
    expect(runbook).toContain(`\`${row}\``);
  });

  test('a message of somebody else is not accepted', async () => {
    const { length } = endpoint.published;
    await failWith('SignatureDoesNotMatch', { ...environment, AWS_SECRET_ACCESS_KEY: 'another' });
    expect(endpoint.published).toHaveLength(length);
  });
});

/**
 * When the alarm changes its state, in minutes after the last message, as if one second of Alertmanager were a minute. A count is
 * visible after two minutes.
 */
function evaluate(times: readonly number[]): { minute: number; state: AlarmState }[] {
  const minutes = times.map((at) => Math.floor((at - (times[0] ?? 0)) / 1000));
  const last = minutes.at(-1) ?? 0;
  const points = minutes.map((at): Datapoint => ({ timestamp: at * minute, value: 1, visibleAt: (at + 2) * minute }));
  const history = new AlarmHistory(watchdogAlarm(), 'OK');
  const states = Array.from({ length: last + 40 }, (_, index) => {
    const at = index + 2;
    return { minute: at - last, state: history.evaluate(points, at * minute) };
  });
  return states.filter(({ state }, index) => state !== (states[index - 1]?.state ?? 'OK'));
}
