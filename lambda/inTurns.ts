/**
 * Does the same with all, some at a time: what has not begun takes no memory.
 *
 * @param workWith - makes the work of one; it is given what lets one more begin, for work that waits a while.
 * @returns what came of each, in their order.
 */
export function inTurns<T, R>(
  all: readonly T[],
  atOnce: number,
  workWith: (oneMore: () => void) => (one: T, index: number) => Promise<R>,
): Promise<R[]> {
  return new Promise((resolve, reject) => {
    const results: R[] = [];
    let next = 0;
    let done = 0;
    const worker = async () => {
      while (next < all.length) {
        const index = next;
        next += 1;
        results[index] = await work(all[index] as T, index);
        done += 1;
      }
      if (done === all.length) resolve(results);
    };
    const oneMore = () => void worker().catch(reject);
    const work = workWith(oneMore);
    for (let workers = 0; workers < Math.min(atOnce, all.length); workers += 1) oneMore();
    if (all.length === 0) resolve(results);
  });
}
