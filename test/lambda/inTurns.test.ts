import { inTurns } from '../../lambda/inTurns';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Work on four that ends when it is told to. */
function workOnFour() {
  const ends: ((result: string) => void)[] = [];
  let more = () => {};
  const all = inTurns(['a', 'b', 'c', 'd'], 2, (oneMore) => {
    more = oneMore;
    return (_, index) =>
      new Promise<string>((resolve) => {
        ends[index] = resolve;
      });
  });
  return { all, ends, more };
}

test('so many begin at once, the others in their order as one after another is done', async () => {
  const { all, ends } = workOnFour();
  expect(ends).toHaveLength(2);
  ends[1]?.('second');
  await settled();
  expect(ends).toHaveLength(3);
  ends[2]?.('third');
  await settled();
  ends[3]?.('fourth');
  ends[0]?.('first');
  expect(await all).toEqual(['first', 'second', 'third', 'fourth']);
});

test('one more begins where one waits, and none where all have begun', async () => {
  const { all, ends, more } = workOnFour();
  more();
  expect(ends).toHaveLength(3);
  more();
  more();
  expect(ends).toHaveLength(4);
  for (const end of ends) end('done');
  expect(await all).toEqual(Array(4).fill('done'));
});

test('nothing to do is done', async () => {
  expect(await inTurns([], 2, () => async () => 1)).toEqual([]);
});

test('an error ends it, also that of one that began later', async () => {
  const work = async (number: number) => {
    if (number === 3) throw new Error('broken');
  };
  await expect(inTurns([1, 2, 3, 4], 1, () => work)).rejects.toThrow('broken');
});
