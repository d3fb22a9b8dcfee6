import fc from 'fast-check';
import type { Read } from '../../../config/readingPlan';
import { KnownAnswers } from '../../../lambda/kubernetes/knownAnswers';
import { deployment } from './answers';

let parsed: string[];
let known: KnownAnswers;

beforeEach(() => {
  parsed = [];
  known = new KnownAnswers((bytes) => {
    const text = String(bytes);
    parsed.push(text);
    return text.startsWith('{') ? { text } : undefined;
  });
});

/** What an answer to a read is taken for. */
const answer = (read: Read, text: string) => known.parserOf(read)(Buffer.from(text))?.text;

const other: Read = { ...deployment };
const kibibyte = 1024;
const long = (bytes: number) => `{${'x'.repeat(bytes - 1)}`;

test('what is the same as last time is not parsed again', () => {
  for (const text of ['{1}', '{1}', '{2}', '{2}', '{1}']) expect(answer(deployment, text)).toBe(text);
  expect(parsed).toEqual(['{1}', '{2}', '{1}']);
});

test('what another object looks like says nothing', () => {
  expect([answer(deployment, '{1}'), answer(other, '{1}')]).toEqual(['{1}', '{1}']);
  expect(parsed).toEqual(['{1}', '{1}']);
});

test('what is no object is none each time', () => {
  expect([answer(deployment, 'no'), answer(deployment, 'no')]).toEqual([undefined, undefined]);
});

test('what is kept does not change with the block of memory that it came in', () => {
  const block = Buffer.from('{1}');
  known.parserOf(deployment)(block);
  block.write('{2}');
  expect(answer(deployment, '{2}')).toBe('{2}');
});

test('a large answer is parsed each time', () => {
  const [fits, large] = [long(64 * kibibyte), long(64 * kibibyte + 1)];
  for (const text of [fits, fits, large, large]) answer(deployment, text);
  expect(parsed.map((text) => text.length)).toEqual([fits, large, large].map((text) => text.length));
});

test('8 MiB are kept at the most, and what changes makes room for itself', () => {
  const reads = Array.from({ length: 129 }, () => ({ ...deployment }));
  const [text, changed] = [long(64 * kibibyte), long(64 * kibibyte).replace('x', 'y')];
  for (const round of [text, text, changed, changed]) for (const read of reads) answer(read, round);
  expect(parsed).toHaveLength(2 * (128 + 2));
});

test('whatever comes in whatever order, it is what the bytes say', () => {
  const reads = [deployment, other];
  const step = fc.tuple(fc.constantFrom(...reads), fc.constantFrom('{}', '{a}', '{b}', 'no', long(70 * kibibyte)));
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      for (const [read, text] of steps) expect(answer(read, text)).toBe(text === 'no' ? undefined : text);
    }),
  );
});
