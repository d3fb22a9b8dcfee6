import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { ReadFailure } from '../../../lambda/errors';
import { collectList } from '../../../lambda/kubernetes/pages';
import type { JsonObject } from '../../../model/json';
import { deploymentList, status } from '../observe/responses';

const item = (name: string, namespace = 'shop') => ({ metadata: { name, namespace } });
const page = (items: unknown, next?: unknown): JsonObject => ({
  kind: 'DeploymentList',
  metadata: { continue: next },
  items,
});
const expired = status(410, 'Expired', 'The provided continue parameter is too old');

/** Gathers the names from pages that are answered one after the other, the last one for good. */
async function gather(...answers: readonly (JsonObject | Error)[]) {
  const asked: (string | undefined)[] = [];
  const { collected, failure } = await collectList(
    deploymentList,
    'Deployment',
    async (continueToken) => {
      asked.push(continueToken);
      const answer = answers[Math.min(asked.length, answers.length) - 1];
      if (answer instanceof Error) throw answer;
      return { body: answer ?? {}, now: asked.length };
    },
    () => [] as string[],
    (names, { items }) => void names.push(...items.map(({ metadata }) => (metadata as { name: string }).name)),
  );
  return { names: collected, failure, asked };
}

describe('the pages of a list', () => {
  test('are collected in their order', async () => {
    expect(await gather(page([item('a'), item('b')], '2'), page([], '3'), page([item('c')], ''))).toEqual({
      names: ['a', 'b', 'c'],
      failure: undefined,
      asked: [undefined, '2', '3'],
    });
  });

  test('up to one that fails are collected, and the failure is told', async () => {
    const failed = new ReadFailure('Timeout', 'no answer');
    expect(await gather(page([item('a')], '2'), failed)).toMatchObject({ names: ['a'], failure: failed });
  });

  test.each<[string, JsonObject, string]>([
    ['of another kind', { kind: 'PodList', items: [] }, 'requested a DeploymentList, got PodList'],
    ['of no kind', { items: [] }, 'requested a DeploymentList, got something else'],
    ['without items', page(null), 'requested a DeploymentList, got a list without items'],
    [
      'with nothing for an item',
      page([item('a'), null]),
      'requested a DeploymentList, got a list of something other than objects',
    ],
    ['with a number for an item', page([7]), 'requested a DeploymentList, got a list of something other than objects'],
    [
      'with an item of another namespace',
      page([item('a'), item('b', 'default')]),
      'requested a DeploymentList, got a list with objects that are not in namespace shop',
    ],
    [
      'that continues in something else than text',
      page([item('a')], 7),
      'the list cannot be continued: its continue token is not a new one',
    ],
  ])('%s cannot be read', async (_, answer, message) => {
    const { failure } = await gather(answer);
    expect(failure).toMatchObject({ reason: 'UnreadableResponse', message });
  });

  test('that continue where they did before do not go on', async () => {
    const { failure, asked } = await gather(page([item('a')], 'again'));
    expect(failure).toMatchObject({ reason: 'UnreadableResponse', message: expect.stringContaining('not a new one') });
    expect(asked).toEqual([undefined, 'again']);
  });

  test('that never end are left after 200', async () => {
    const endless = Array.from({ length: 300 }, (_, index) => page([item('a')], `token ${index}`));
    const { names, failure } = await gather(...endless);
    expect(names).toHaveLength(200);
    expect(failure).toMatchObject({ reason: 'UnreadableResponse', message: 'the list has not ended after 200 pages' });
  });
});

describe('a list that expires between its pages', () => {
  test('is begun anew, with nothing of what was collected', async () => {
    expect(await gather(page([item('a')], '2'), expired, page([item('b')], '2'), page([item('c')]))).toEqual({
      names: ['b', 'c'],
      failure: undefined,
      asked: [undefined, '2', undefined, '2'],
    });
  });

  test('is begun anew only once', async () => {
    const { failure, asked } = await gather(page([], '2'), expired, page([item('b')], '2'), expired);
    expect(failure).toBe(expired);
    expect(asked).toHaveLength(4);
  });

  test.each<[string, readonly (JsonObject | Error)[]]>([
    ['a 410 for the first page', [expired]],
    ['another error', [page([], '2'), new ApiException(500, '', {}, {})]],
  ])('but not after %s', async (_, answers) => {
    const { failure, asked } = await gather(...answers, page([]));
    expect(failure).toBe(answers.at(-1));
    expect(asked).toHaveLength(answers.length);
  });
});
