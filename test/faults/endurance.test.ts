import { isWhole } from './extent';
import type { Fault } from './fault';
import { alteredHeaders, body, hang, once, reset, resetInBody, stopInBody } from './handles';
import { publishedBy, violations } from './invariants';
import { openStage, type Stage } from './stage';
import { awsError, notFound, pageNotFound, status } from './statuses';
import { World } from './world';

/** A day of scheduled runs in one container, of which the first hundred are to warm up. */
const invocations = isWhole ? 1440 : 240;
const warmUp = 100;
const sampleEvery = isWhole ? 67 : 20;
const minute = 60_000;
const mebibyte = 1024 * 1024;

/** Time-compressed: the shares of this are enough on loopback, and a hanging server does not take long. */
const remaining = 600;

interface Trouble extends Pick<Fault, 'api' | 'aws' | 'sick'> {
  readonly before?: (world: World) => Promise<void> | void;
}

/** What goes wrong in every eighth run, one after the other. */
const troubles: readonly Trouble[] = [
  { api: { any: once(reset) } },
  { api: { web: hang } },
  { api: { any: once(status(503)) } },
  { api: { any: status(500) } },
  { api: { any: once(status(401)) } },
  { api: { web: status(403) } },
  { api: { web: notFound('apps', 'deployments', 'web') }, sick: true },
  { api: { db: pageNotFound } },
  { api: { list: status(429, { headers: { 'retry-after': '30' } }) } },
  { api: { web: body('<html>') } },
  { api: { any: once(resetInBody) } },
  { api: { web: stopInBody } },
  { api: { lease: alteredHeaders({ date: new Date(0).toUTCString() }) } },
  { aws: { cloudwatch: once(awsError(400, 'Throttling')) } },
  { aws: { cloudwatch: awsError(403, 'AccessDenied') } },
  { aws: { cloudwatch: hang } },
  { aws: { eks: awsError(400, 'ThrottlingException') }, before: (world) => world.closeConnections() },
  { before: (world) => world.closeConnections() },
  { before: (world) => world.spoilConnections('reset') },
  { before: (world) => world.spoilConnections('mute') },
  { before: (world) => world.passTime(20 * minute) },
];

interface Sample {
  readonly heap: number;
  readonly rss: number;
  readonly sockets: number;
  readonly listenersOfEach: number;
  readonly resources: number;
}

let stage: Stage;
const samples: Sample[] = [];
const wrong: string[] = [];
let healthy = 0;

async function takeSample(world: World): Promise<Sample> {
  const { heap, rss } = await stage.host.call('memory');
  const { sockets, listeners } = await world.kept();
  const resources = await stage.host.call('activeResources');
  return { heap, rss, sockets, listenersOfEach: sockets === 0 ? 0 : listeners / sockets, resources: resources.length };
}

beforeAll(async () => {
  stage = await openStage();
  const world = await World.begin(stage, { name: 'a day', remaining });
  const { targets } = stage.configs.three.config;
  for (let run = 0; run < invocations; run += 1) {
    const trouble = run % 8 === 7 ? (troubles[Math.floor(run / 8) % troubles.length] as Trouble) : {};
    await world.passTime(minute);
    await trouble.before?.(world);
    world.script(trouble);
    const played = await world.play();
    const { sick } = trouble;
    wrong.push(
      ...violations({ fault: { remaining, ...(sick ? { sick } : {}) }, targets, played }).map(
        (one) => `run ${run}: ${one}`,
      ),
    );
    if (publishedBy(played).includes(1)) healthy += 1;
    if (run >= warmUp && run % sampleEvery === 0) samples.push(await takeSample(world));
  }
  await world.end();
}, 600_000);
afterAll(() => stage.close());

const valuesOf = (field: keyof Sample) => samples.map((sample) => sample[field]);
const third = () => Math.ceil(samples.length / 3);
const early = (field: keyof Sample) => Math.max(...valuesOf(field).slice(0, third()));
const late = (field: keyof Sample) => Math.min(...valuesOf(field).slice(-third()));

test('no run is wrong, too late, indiscreet or leaves anything behind', () => {
  expect(wrong).toEqual([]);
  expect(healthy).toBeGreaterThan(invocations * 0.9);
});

test('the memory does not grow', () => {
  expect(late('heap') - early('heap')).toBeLessThan(mebibyte);
  expect(late('rss') - early('rss')).toBeLessThan(16 * mebibyte);
});

test('connections, their listeners and what keeps the process alive do not grow', () => {
  for (const field of ['sockets', 'listenersOfEach', 'resources'] as const) {
    expect(late(field)).toBeLessThanOrEqual(early(field));
  }
  expect(Math.max(...valuesOf('sockets'))).toBeLessThanOrEqual(20);
});

test('no promise is left alone, and nothing warns', async () => {
  expect(await stage.host.call('troubles')).toEqual([]);
});
