import { allHealthy, missing, pathTo, type RunOptions, runWith, timeout } from './runWith';

const db = pathTo('db');
const run = async (options: RunOptions = {}, answer: () => Promise<string | undefined> = async () => undefined) => {
  const calls: number[] = [];
  const heartbeat: RunOptions['heartbeat'] = (value) => {
    calls.push(value);
    return answer();
  };
  const outcome = await runWith({ heartbeat, ...options });
  return { ...outcome, calls, fields: outcome.lines.at(-1)?.fields };
};

describe('the heartbeat is', () => {
  test.each<[string, RunOptions, number[]]>([
    ['1 if all is well', {}, [1]],
    ['0 if a target is unhealthy', { responses: { ...allHealthy, [db]: missing } }, [0]],
    ['missing while health is unknown', { responses: { ...allHealthy, [db]: timeout } }, []],
    ['missing in a dry run', { config: { dryRun: true } }, []],
    ['missing for a test', { event: {} }, []],
    ['missing if the publication failed', { put: () => Promise.reject(new Error('denied')) }, []],
  ])('%s', async (_, options, calls) => {
    expect((await run(options)).calls).toEqual(calls);
  });
});

test('it comes after the publication', async () => {
  const order: string[] = [];
  await runWith({
    put: async () => void order.push('published'),
    heartbeat: async () => void order.push('heartbeat'),
  });
  expect(order).toEqual(['published', 'heartbeat']);
});

describe('a heartbeat that fails changes nothing but a field', () => {
  test.each<[string, () => Promise<string | undefined>, string]>([
    ['with a message', async () => 'the address in /a answered 500', 'the address in /a answered 500'],
    ['with an error', () => Promise.reject(new Error('https://secret')), 'the call failed'],
    ['never', () => new Promise(() => {}), 'no response in time'],
  ])('%s', async (_, answer, heartbeatFailure) => {
    // The share of a short run ends soon.
    const remaining = 1500;
    const { result, puts, lines, fields, error } = await run({ remaining }, answer);
    expect(fields).toMatchObject({ heartbeatFailure, value: 1, published: true });
    expect(lines.map(({ level }) => level)).toEqual(['info']);
    expect({ result, puts, error }).toEqual(
      (({ result, puts, error }) => ({ result, puts, error }))(await runWith({ remaining })),
    );
  });
});

test('without a heartbeat, the line has no field of it', async () => {
  const { lines } = await runWith();
  expect(JSON.stringify(lines)).not.toContain('heartbeat');
});
