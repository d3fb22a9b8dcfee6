import { ago, hour, minute, now } from '../../support/objects/clock';
import { event } from '../../support/objects/event';
import { lease } from '../../support/objects/lease';
import type { KubernetesObject } from '../../support/servers/api/store';
import { type ApiServer, startApiServer } from '../../support/servers/apiServer';
import { configText, eksVigil, type Folder, type ProcessOptions, temporaryFolder } from '../commandLine';
import { kubeconfigText } from '../kubeconfigText';
import { crashLoopingPod, pod, web } from '../kubectlObjects';

let server: ApiServer;
let folder: Folder;
let forbidden: string[];

beforeEach(async () => {
  folder = temporaryFolder();
  forbidden = [];
  server = await startApiServer({
    cluster: 'prod',
    identities: 'any',
    now: () => now,
    authorize: ({ resource }) => !forbidden.includes(resource),
  });
  server.put(lease());
  server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
});
afterEach(async () => {
  await server.stop();
  folder.remove();
});

const target = (name: string) => ({ kind: 'Deployment', namespace: 'shop', name });

/** Checks targets in a cluster with the given objects. */
function check(
  objects: readonly KubernetesObject[],
  targets: readonly object[],
  { args = [], config = {}, ...options }: ProcessOptions & { args?: readonly string[]; config?: object } = {},
) {
  for (const object of objects) server.put(object);
  const kubeconfig = folder.write('kubeconfig', kubeconfigText(server));
  const file = folder.write('prod.yaml', configText(targets, config));
  return eksVigil(['check', '--config', file, '--kubeconfig', kubeconfig, ...args], options);
}

const healthy = web(3);
const progressing = web(2, { name: 'api', changed: 1 });
const unhealthy = web(0, { name: 'db' });

describe('the exit code and the summary', () => {
  test.each<[string, readonly KubernetesObject[], readonly string[], number, string]>([
    ['one healthy', [healthy], ['web'], 0, 'OK: 1 target is healthy (metric would be 1)'],
    [
      'all healthy',
      [healthy, web(3, { name: 'api' })],
      ['web', 'api'],
      0,
      'OK: all 2 targets are healthy (metric would be 1)',
    ],
    [
      'progressing',
      [healthy, progressing],
      ['web', 'api'],
      1,
      'WARNING: 1 of 2 targets is progressing (metric would be 1)',
    ],
    [
      'unhealthy',
      [healthy, progressing, unhealthy],
      ['web', 'api', 'db', 'missing'],
      2,
      'CRITICAL: 2 of 4 targets are unhealthy, 1 progressing (metric would be 0)',
    ],
  ])('%s', async (_, objects, names, code, summary) => {
    const { stdout, stderr, exitCode } = await check(objects, names.map(target));
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(summary);
    expect({ exitCode, stderr }).toEqual({ exitCode: code, stderr: '' });
  });

  test('unknown, because a permission is missing, with what to do', async () => {
    forbidden = ['deployments'];
    const { stdout, exitCode } = await check([healthy], [target('web')]);
    expect(stdout).toMatch(
      /^Unknown .* Forbidden +permission to get deployments\.apps "web" in namespace "shop" is missing.*; user operator of the kubeconfig needs it: specify another context with --context, or ask an administrator/m,
    );
    expect(stdout).not.toContain('kubectl apply');
    expect(stdout).toMatch(/\nUNKNOWN: 1 target is unknown \(no data would be published\)\n$/);
    expect(exitCode).toBe(3);
  });

  test('unknown, because the API server is unreachable', async () => {
    await server.stop();
    const { stdout, exitCode } = await check([], [target('web'), target('api')]);
    expect(stdout).toMatch(/^2 of 2 targets: Unreachable: .*ECONNREFUSED/);
    expect(stdout).toMatch(/\nUNKNOWN: all 2 targets are unknown \(no data would be published\)\n$/);
    expect(exitCode).toBe(3);
  });

  test('dryRun publishes nothing', async () => {
    const { stdout } = await check([healthy], [target('web')], { config: { dryRun: true } });
    expect(stdout).toMatch(/\(metric would be 1, but dryRun publishes nothing\)\n$/);
  });
});

describe('the table', () => {
  test('has a row for each target', async () => {
    const { stdout } = await check([healthy, unhealthy], [target('web'), target('db')]);
    const [headings, ...rows] = stdout.split('\n');
    expect(headings?.split(/ +/)).toEqual(['VERDICT', 'KIND', 'NAMESPACE', 'NAME', 'READY', 'REASON', 'MESSAGE']);
    expect(rows.slice(0, 3).map((row) => row.split(/ {2,}/))).toEqual([
      ['Unhealthy', 'Deployment', 'shop', 'db', '0/3', 'NoneReady', expect.stringMatching(/^0 of 3 pods ready/)],
      ['Healthy', 'Deployment', 'shop', 'web', '3/3', 'Ready', '3 of 3 pods ready'],
      [''],
    ]);
  });

  test('has the objects of a selector if several are not healthy', async () => {
    const selector = { kind: 'Deployment', namespace: 'shop', selector: 'tier=web' };
    const { stdout } = await check([healthy, progressing, unhealthy], [selector]);
    const cells = stdout.split('\n').map((row) => row.split(/ {2,}/).slice(0, 5));
    expect(cells.slice(1, 4)).toEqual([
      ['Unhealthy', 'Deployment', 'shop', 'tier=web', '5/9'],
      ['Unhealthy', '- db', '0/3', 'NoneReady', expect.any(String)],
      ['Progressing', '- api', '2/3', 'TooFewReady', expect.any(String)],
    ]);
  });

  test('has a note if the statuses are not verified as fresh', async () => {
    forbidden = ['leases'];
    const { stdout, exitCode } = await check([healthy], [target('web')]);
    expect(stdout).toMatch(/\n\nnote: cannot verify that statuses are fresh: .*\nOK: .*\n$/);
    expect(exitCode).toBe(0);
  });

  test('is colored on a terminal, with a temporary progress line on stderr', async () => {
    const { stdout, stderr } = await check([healthy], [target('web')], { isTerminal: true, columns: 200 });
    expect(stdout).toContain('\u001b[32mHealthy\u001b[39m');
    expect(stderr).toBe('reading 1 target of cluster prod…\r\u001b[K');
  });
});

describe('the restarts of the pods', () => {
  const lastRun = { lasted: minute, ended: 2 * hour };
  const restarted = ['a', 'b', 'c'].map((name) =>
    pod({ name: `web-5d4-${name}`, restarts: name === 'b' ? 18 : 0, lastRun }),
  );
  const atLeastOne = { ...target('web'), mode: 'AtLeastOne' };
  const messageIn = (stdout: string) => stdout.split('\n')[1]?.split(/ {2,}/).at(-1);

  test.each<[string, readonly KubernetesObject[], object, string]>([
    [
      'if all are ready',
      [healthy, ...restarted],
      target('web'),
      '3 of 3 pods ready; 18 restarts (web-5d4-b/main, last 2h ago)',
    ],
    ['not if there were none', [healthy, pod()], target('web'), '3 of 3 pods ready'],
    [
      'after the warning of a pod that loops, although enough are ready',
      [web(2), crashLoopingPod() as KubernetesObject],
      atLeastOne,
      '2 of 3 pods ready; warning: web-5d4-x container main is crash looping (9 restarts, last exit code 1 (Error))',
    ],
    [
      'for a selector',
      [healthy, ...restarted],
      { kind: 'Deployment', namespace: 'shop', selector: 'tier=web' },
      'all 1 matching objects are healthy; 18 restarts (web-5d4-b/main, last 2h ago)',
    ],
  ])('are in the table %s', async (_, objects, entry, message) => {
    const { stdout, exitCode } = await check(objects, [entry]);
    expect(messageIn(stdout)).toBe(message);
    expect(exitCode).toBe(0);
  });

  test('are in JSON', async () => {
    const { stdout } = await check([healthy, ...restarted], [target('web')], { args: ['--output', 'json'] });
    expect(JSON.parse(stdout).targets).toEqual([
      expect.objectContaining({
        verdict: 'Healthy',
        message: '3 of 3 pods ready; 18 restarts (web-5d4-b/main, last 2h ago)',
        restarts: { count: 18, pod: 'web-5d4-b', container: 'main', last: ago(2 * hour) },
      }),
    ]);
  });

  test('are left out, with the reason, if the user may not read pods', async () => {
    forbidden = ['pods'];
    const { stdout, exitCode } = await check([healthy, ...restarted], [target('web')]);
    expect(messageIn(stdout)).toBe('3 of 3 pods ready (no permission to read pods)');
    expect(exitCode).toBe(0);
  });
});

describe('events', () => {
  const quota = event({
    involved: { kind: 'ReplicaSet', name: 'db-5d8c7b9f4' },
    reason: 'FailedCreate',
    message: 'Error creating: pods "db-x" is forbidden:\u001b[2J exceeded quota: few',
    times: 7,
  });
  const explanation =
    '; event FailedCreate 1m ago (x7): Error creating: pods "db-x" is forbidden:\\u001b[2J exceeded quota: few';
  const note = 'note: events in namespace shop that might explain more could not be read (Forbidden)';
  const asJson = { args: ['--output', 'json'] };

  test('explain in the table why a target is short, and the exit code stays', async () => {
    const { stdout, exitCode } = await check([unhealthy, quota], [target('db')]);
    expect(stdout.split('\n')[1]).toMatch(/^Unhealthy .* 0 of 3 pods ready; for at least 1h, .*/);
    expect(stdout.split('\n')[1]).toContain(explanation);
    expect(exitCode).toBe(2);
  });

  test('explain it in JSON', async () => {
    const { stdout } = await check([unhealthy, quota], [target('db')], asJson);
    expect(JSON.parse(stdout).targets[0].message).toContain(explanation);
  });

  test('that may not be read cause a note, and the exit code stays', async () => {
    forbidden = ['events'];
    const table = await check([progressing, quota], [target('api')]);
    expect(table.stdout).toContain(`\n\n${note}\nWARNING`);
    expect(table.exitCode).toBe(1);
    const { stdout } = await check([progressing, quota], [target('api')], asJson);
    expect(JSON.parse(stdout).notes).toEqual([note.replace('note: ', '')]);
  });
});

test('--output json prints the same value as the function', async () => {
  const { stdout, exitCode } = await check([healthy], [target('web'), target('gone')], { args: ['--output', 'json'] });
  expect(JSON.parse(stdout)).toEqual({
    value: 0,
    targets: [
      expect.objectContaining({ verdict: 'Healthy', kind: 'Deployment', namespace: 'shop', name: 'web', ready: 3 }),
      expect.objectContaining({ verdict: 'Unhealthy', name: 'gone', reason: 'NotFound' }),
    ],
    freshness: { state: 'fresh' },
    notes: [],
  });
  expect(exitCode).toBe(2);
});

test('--output json prints null if health is unknown', async () => {
  server.put(lease(now - 600_000));
  const { stdout, exitCode } = await check([healthy], [target('web')], { args: ['--output', 'json'] });
  expect(JSON.parse(stdout)).toMatchObject({ value: null, freshness: { state: 'stale', reason: 'StaleStatus' } });
  expect(exitCode).toBe(3);
});

test('--problems prints only what is not healthy, and the exit code and the counts stay', async () => {
  const { stdout, exitCode } = await check([healthy, unhealthy], [target('web'), target('db')], {
    args: ['--problems'],
  });
  expect(stdout).toMatch(/^Unhealthy .* db /m);
  expect(stdout).not.toMatch(/^Healthy/m);
  expect(stdout).toMatch(/\nCRITICAL: 1 of 2 targets is unhealthy \(metric would be 0\)\n$/);
  expect(exitCode).toBe(2);
});

test('--problems counts the targets that have something in common among all', async () => {
  forbidden = ['statefulsets'];
  const denied = ['a', 'b'].map((name) => ({ kind: 'StatefulSet', namespace: 'shop', name }));
  const { stdout } = await check([healthy], [target('web'), ...denied], { args: ['--problems'] });
  expect(stdout).toMatch(/^2 of 3 targets: Forbidden: /);
});

describe('a name that does not exist', () => {
  test('has the most similar one that does, and the command to list them', async () => {
    const { stdout } = await check([healthy], [target('wep')]);
    expect(stdout).toContain('deployments.apps "wep" in namespace "shop" does not exist. Did you mean web?');
    expect(stdout).toContain('  kubectl -n shop get deployments.apps\n');
  });

  test('has none if they may not be listed', async () => {
    forbidden = ['namespaces'];
    const { stdout } = await check([], [target('wep')]);
    expect(stdout).toContain('deployments.apps "wep" in namespace "shop" does not exist\n');
  });

  test('of a namespace, too', async () => {
    const { stdout } = await check([healthy], [{ ...target('web'), namespace: 'shopp' }]);
    expect(stdout).toContain('Namespace shopp does not exist. Did you mean shop?');
  });

  test('of a namespace in which a selector matches nothing', async () => {
    const selected = { kind: 'Deployment', namespace: 'shopp', selector: 'app=web' };
    const { stdout } = await check([healthy], [selected, { ...selected, namespace: 'shop', atLeast: 2 }]);
    expect(stdout).toContain('at least 1 required. Namespace shopp does not exist. Did you mean shop?\n');
    expect(stdout).toContain('at least 2 required\n');
  });

  test('of a namespace that is known not to exist, which is said once', async () => {
    forbidden = ['deployments'];
    const { stdout } = await check([healthy], [{ ...target('web'), namespace: 'shopp' }]);
    expect(stdout).toContain('  namespace shopp does not exist. Did you mean shop?\n');
  });
});

describe('--watch', () => {
  test('marks what changed, and takes the time between two checks from --interval', async () => {
    const waited: number[] = [];
    const onWait = (milliseconds: number) => {
      waited.push(milliseconds);
      server.put(web(0));
    };
    const args = ['--watch', '--interval', '5s'];
    const { stdout } = await check([healthy, web(3, { name: 'api' })], [target('web'), target('api')], {
      args,
      now: () => now,
      waits: 1,
      onWait,
    });
    expect(waited).toEqual([5000, 5000]);
    const [first = '', second = ''] = stdout.split(/(?=^2026)/m);
    expect(first).not.toContain('* ');
    expect(second).toMatch(/^Unhealthy .* web .* {2}\* 0 of 3 pods ready/m);
    expect(second.match(/\* /g)).toHaveLength(1);
  });

  test.each(['0', '2h', 'soon'])('--interval %s is rejected', async (interval) => {
    const { stderr, exitCode } = await check([], [target('web')], { args: ['--watch', '--interval', interval] });
    expect(stderr).toContain(`--interval: got "${interval}", expected a duration from 1s to 1h`);
    expect(exitCode).toBe(3);
  });

  test('checks every `seconds`, and ends with the exit code of the last check', async () => {
    const waited: number[] = [];
    const onWait = (milliseconds: number) => {
      waited.push(milliseconds);
      server.put(web(0));
    };
    const options = { args: ['--watch'], config: { seconds: 120 }, now: () => now, waits: 1, onWait };
    const { stdout, exitCode } = await check([healthy], [target('web')], options);
    expect(waited).toEqual([120_000, 120_000]);
    expect(stdout.match(/^(2026.*|OK|CRITICAL)/gm)).toEqual([
      '2026-01-01T12:00:00Z cluster prod, every 120 s',
      'OK',
      '2026-01-01T12:00:00Z cluster prod, every 120 s',
      'CRITICAL',
    ]);
    expect(stdout).not.toContain('\u001b');
    expect(exitCode).toBe(2);
  });

  test('clears the screen on a terminal', async () => {
    const { stdout } = await check([healthy], [target('web')], { args: ['--watch'], isTerminal: true, columns: 200 });
    expect(stdout.startsWith('\u001b[H\u001b[2J')).toBe(true);
  });

  test('prints one line of JSON per check', async () => {
    const args = ['--watch', '--output', 'json'];
    const { stdout } = await check([healthy], [target('web')], { args, waits: 1 });
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).value),
    ).toEqual([1, 1]);
  });

  test('continues if the kubeconfig cannot be used temporarily', async () => {
    const script = folder.write('plugin.cjs', '');
    const token = JSON.stringify({ status: { token: 'x', expirationTimestamp: '2020-01-01T00:00:00Z' } });
    const user = { exec: { command: process.execPath, args: [script] } };
    const kubeconfig = folder.write('kubeconfig', kubeconfigText(server, { user }));
    const file = folder.write('prod.yaml', configText([target('web')]));
    server.put(healthy);
    folder.write('plugin.cjs', 'console.error("not logged in"); process.exit(1)');
    const onWait = () => folder.write('plugin.cjs', `console.log(${JSON.stringify(token)})`);
    const args = ['check', '--config', file, '--kubeconfig', kubeconfig, '--watch'];
    const { stderr, stdout, exitCode } = await eksVigil(args, { waits: 1, onWait });
    expect(stderr).toMatch(/^error: user operator .* which failed: not logged in\n$/);
    expect(stdout).toMatch(/\nOK: .*\n$/);
    expect(exitCode).toBe(0);
  });
});

test('an invalid configuration is not checked', async () => {
  const { stdout, stderr, exitCode } = await check([], []);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
  expect(stderr).toMatch(/prod\.yaml:1:\d+: error: targets: .*\nerror: .*prod\.yaml has 1 error; nothing was done\n$/);
  expect(server.requests).toEqual([]);
});
