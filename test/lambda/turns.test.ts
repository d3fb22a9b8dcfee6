import { Turns } from '../../lambda/turns';

test('so many begin at once, the others in their order as turns are given', async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  const all = [0, 1, 2, 3].map((number) => turns.take().then(() => begun.push(number)));
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  await settled();
  expect(begun).toEqual([0, 1]);
  turns.give();
  await settled();
  expect(begun).toEqual([0, 1, 2]);
  turns.give();
  await Promise.all(all);
  expect(begun).toEqual([0, 1, 2, 3]);
});

test('a turn that nobody waits for is there for whoever comes', async () => {
  const turns = new Turns(0);
  turns.give();
  await expect(turns.take()).resolves.toBeUndefined();
});
