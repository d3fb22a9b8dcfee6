import { monitorEventLoopDelay } from 'node:perf_hooks';

type Loop = ReturnType<typeof monitorEventLoopDelay>;

/** Watches how long the event loop stands still. */
export function watchLoop(): Loop {
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  return loop;
}

/** Milliseconds that it stood still at the most since the last call. */
export function takeStall(loop: Loop): number {
  const longest = loop.count === 0 ? 0 : loop.max / 1e6;
  loop.reset();
  return longest;
}
