import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault';
import { takeStall, watchLoop } from './host/stall';
import type { Stage } from './stage';
import { type Played, World } from './world';

/** As many worlds as two cores can play at the same time without being the fault themselves. */
const width = 6;
/** Milliseconds between the beginnings of worlds that are played at the same time. */
const stagger = 30;
/** A try has 325 ms: a machine that stands still for this long is a fault of its own, and the batch is played again. */
const tolerableStall = 80;
const maxReplays = 3;

/** Plays faults, some at a time; nothing is prepared while others are played. */
export async function playAll<F extends Fault>(stage: Stage, faults: readonly F[]): Promise<ReadonlyMap<F, Played>> {
  const light = faults.filter(({ heavy }) => !heavy);
  const batches = Array.from({ length: Math.ceil(light.length / width) }, (_, index) =>
    light.slice(index * width, (index + 1) * width),
  );
  const played = new Map<F, Played>();
  for (const batch of [...batches, ...faults.filter(({ heavy }) => heavy).map((fault) => [fault])]) {
    const results = await playCalmly(stage, batch);
    for (const [index, fault] of batch.entries()) played.set(fault, results[index] as Played);
  }
  return played;
}

async function playCalmly(stage: Stage, batch: readonly Fault[]): Promise<Played[]> {
  const loop = watchLoop();
  for (let replays = 0; ; replays += 1) {
    const worlds = await Promise.all(batch.map((fault) => World.begin(stage, fault)));
    await Promise.all([stage.host.call('stall'), takeStall(loop)]);
    const results = await Promise.all(
      worlds.map(async (world, index) => {
        await sleep(index * stagger);
        return world.play();
      }),
    );
    const stall = Math.max(takeStall(loop), await stage.host.call('stall'));
    await Promise.all(worlds.map((world) => world.end()));
    if (stall < tolerableStall || replays === maxReplays || batch.some(({ heavy }) => heavy)) {
      loop.disable();
      return results;
    }
  }
}
