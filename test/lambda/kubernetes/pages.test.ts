import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { ReadFailure } from '../../../lambda/errors';
import { collectList } from '../../../lambda/kubernetes/pages';
import type { JsonObject } from '../../../model/json';
import { deploymentList, status } from '../observe/apiErrors';

const item = (name: string, namespace = 'shop') => ({ metadata: { name, namespace } });
const page = (items: unknown, next?: unknown): JsonObject => ({
  kind: 'DeploymentList',
  metadata: { continue: next },
  items,
});
const expired = status(410, 'Expired', 'The provided continue parameter is too old');

/** Collects the names from pages or errors, in order; the last one is repeated. `tokens`: the requested continue tokens. */
async function collectNames(...responses: readonly (JsonObject | Error)[]) {
  const tokens: (string | undefined)[] = [];
  const { collected, failure } = await collectList(
    deploymentList,
    'Deployment',
    async (continueToken) => {
      tokens.push(continueToken);
      const response = responses[Math.min(tokens.length, responses.length) - 1];
      if (response instanceof Error) throw response;
      return { body: response ?? {}, now: tokens.length };
    },
    () => [] as string[],
    (names, { items }) => void names.push(...items.map(({ metadata }) => (metadata as { name: string }).name)),
  );
  return { names: collected, failure, tokens };
}

describe('the pages of a list', () => {
  test('are collected in order', async () => {
    expect(await collectNames(page([item('a'), item('b')], '2'), page([], '3'), page([item('c')], ''))).toEqual({
      names: ['a', 'b', 'c'],
      failure: undefined,
      tokens: [undefined, '2', '3'],
    });
  });

  test('are collected up to a failure, which is returned', async () => {
    const failed = new ReadFailure('Timeout', 'no response');
    expect(await collectNames(page([item('a')], '2'), failed)).toMatchObject({ names: ['a'], failure: failed });
  });

  test.each<[string, JsonObject, string]>([
    ['of another kind', { kind: 'PodList', items: [] }, 'requested a DeploymentList, got PodList'],
    ['without a kind', { items: [] }, 'requested a DeploymentList, got something else'],
    ['without items', page(null), 'requested a DeploymentList, got a list without items'],
    [
      'with an item that is null',
      page([item('a'), null]),
      'requested a DeploymentList, got a list of something other than objects',
    ],
    [
      'with an item that is a number',
      page([7]),
      'requested a DeploymentList, got a list of something other than objects',
    ],
    [
      'with an item in another namespace',
      page([item('a'), item('b', 'default')]),
      'requested a DeploymentList, got a list with objects that are not in namespace shop',
    ],
    [
      'with a continue token that is not a string',
      page([item('a')], 7),
      'the list cannot be continued: its continue token is not a new one',
    ],
    [
      'without a continue token, though objects remain,',
      { ...page([item('a')]), metadata: { remainingItemCount: 7 } },
      'the list ends, although its remainingItemCount reports more objects',
    ],
  ])('%s are an UnreadableResponse', async (_, response, message) => {
    const { failure } = await collectNames(response);
    expect(failure).toMatchObject({ reason: 'UnreadableResponse', message });
  });

  test('with the same continue token again are not continued', async () => {
    const { failure, tokens } = await collectNames(page([item('a')], 'again'));
    expect(failure).toMatchObject({ reason: 'UnreadableResponse', message: expect.stringContaining('not a new one') });
    expect(tokens).toEqual([undefined, 'again']);
  });

  test('end after 200 with a failure', async () => {
    const endless = Array.from({ length: 300 }, (_, index) => page([item('a')], `token ${index}`));
    const { names, failure } = await collectNames(...endless);
    expect(names).toHaveLength(200);
    expect(failure).toMatchObject({ reason: 'UnreadableResponse', message: 'the list has not ended after 200 pages' });
  });
});

describe('a list that expires between its pages', () => {
  test('is read again from the start, into an empty collection', async () => {
    expect(await collectNames(page([item('a')], '2'), expired, page([item('b')], '2'), page([item('c')]))).toEqual({
      names: ['b', 'c'],
      failure: undefined,
      tokens: [undefined, '2', undefined, '2'],
    });
  });

  test('is read again only once', async () => {
    const { failure, tokens } = await collectNames(page([], '2'), expired, page([item('b')], '2'), expired);
    expect(failure).toBe(expired);
    expect(tokens).toHaveLength(4);
  });

  test.each<[string, readonly (JsonObject | Error)[]]>([
    ['a 410 on the first page', [expired]],
    ['another error', [page([], '2'), new ApiException(500, '', {}, {})]],
  ])('is not read again after %s', async (_, responses) => {
    const { failure, tokens } = await collectNames(...responses, page([]));
    expect(failure).toBe(responses.at(-1));
    expect(tokens).toHaveLength(responses.length);
  });
});
