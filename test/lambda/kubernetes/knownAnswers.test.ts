import fc from 'fast-check';
import { KnownAnswers } from '../../../lambda/kubernetes/knownAnswers';
import type { Read } from '../../../model/readingPlan';
import { deployment } from '../observe/responses';

let parsed: string[];
let known: KnownAnswers;

beforeEach(() => {
  parsed = [];
  known = new KnownAnswers((bytes) => {
    const [resourceVersion, text] = String(bytes).split(':');
    parsed.push(String(bytes));
    return resourceVersion === 'no' ? undefined : { metadata: { resourceVersion }, text };
  });
});

/** What an answer to a read is taken for. */
const answer = (read: Read, text: string) => known.parserOf(read)(Buffer.from(text))?.text;

const other: Read = { ...deployment };
const kibibyte = 1024;
const long = (bytes: number) => `1:${'x'.repeat(bytes - 2)}`;

test('what was the same twice is not parsed again as long as it stays so', () => {
  for (const text of ['1:a', '1:a', '1:a', '1:a', '2:b', '2:b', '2:b', '1:a']) {
    expect(answer(deployment, text)).toBe(text.slice(2));
  }
  expect(parsed).toEqual(['1:a', '1:a', '2:b', '2:b', '1:a']);
});

test('the bytes decide, not the version', () => {
  for (const text of ['1:a', '1:a', '1:b', '1:b', '1:a']) expect(answer(deployment, text)).toBe(text.slice(2));
  expect(parsed).toEqual(['1:a', '1:a', '1:b', '1:a']);
});

test('what another object looks like says nothing', () => {
  for (const text of ['1:a', '1:a', '1:a']) answer(deployment, text);
  expect(answer(other, '1:a')).toBe('a');
  expect(parsed).toHaveLength(3);
});

test('what is no object is none each time', () => {
  expect([1, 2, 3].map(() => answer(deployment, 'no'))).toEqual([undefined, undefined, undefined]);
});

test('an object without a version is parsed each time', () => {
  const versionless = new KnownAnswers((bytes) => {
    parsed.push(String(bytes));
    return {};
  });
  for (let count = 0; count < 3; count += 1) versionless.parserOf(deployment)(Buffer.from('{}'));
  expect(parsed).toHaveLength(3);
});

test('what is kept does not change with the block of memory that it came in', () => {
  const block = Buffer.from('1:a');
  known.parserOf(deployment)(block);
  known.parserOf(deployment)(block);
  block.write('1:b');
  expect([answer(deployment, '1:b'), parsed.length]).toEqual(['b', 3]);
});

test('a large answer is parsed each time', () => {
  const [fits, large] = [long(64 * kibibyte), long(64 * kibibyte + 1)];
  for (const text of [fits, fits, fits, large, large, large]) answer(deployment, text);
  expect(parsed.map((text) => text.length)).toEqual([fits, fits, large, large, large].map((text) => text.length));
});

test('8 MiB are kept at the most, and what changes makes room', () => {
  const reads = Array.from({ length: 129 }, () => ({ ...deployment }));
  const text = long(64 * kibibyte);
  const round = () => {
    parsed = [];
    for (const read of reads) answer(read, text);
    return parsed.length;
  };
  expect([round(), round(), round()]).toEqual([129, 129, 1]);
  answer(reads[0] as Read, '2:small');
  expect([round(), round(), round()]).toEqual([2, 1, 1]);
});

test('whatever comes in whatever order, it is what the bytes say', () => {
  const step = fc.tuple(
    fc.constantFrom(deployment, other),
    fc.constantFrom('1:a', '1:b', '2:a', 'no', long(70 * kibibyte)),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      for (const [read, text] of steps) expect(answer(read, text)).toBe(text === 'no' ? undefined : text.slice(2));
    }),
  );
});
