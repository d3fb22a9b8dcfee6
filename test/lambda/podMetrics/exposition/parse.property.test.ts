import fc from 'fast-check';
import type { Sample } from '../../../../lambda/podMetrics/exposition/family';
import { type Format, parseExposition } from '../../../../lambda/podMetrics/exposition/parseExposition';
import { plainSampleName } from '../../../../lambda/podMetrics/exposition/plainSample';
import { parseSampleLine } from '../../../../lambda/podMetrics/exposition/sampleLine';

const metricName = fc.stringMatching(/^[a-z_:][a-z0-9_:]{0,8}$/);
const labels = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z_][a-z0-9_]{0,5}$/), fc.string({ unit: 'grapheme' })), {
  selector: ([name]) => name,
  maxLength: 4,
});
const value = fc.oneof(fc.double(), fc.integer());
const sample = fc
  .record({ name: metricName, labels, value })
  .map((one): Sample => ({ ...one, labels: new Map(one.labels) }));

function withEscapes(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function write({ name, labels: pairs, value: number }: Sample): string {
  const text = [...pairs].map(([label, content]) => `${label}="${withEscapes(content)}"`).join(',');
  const written = Number.isFinite(number) || Number.isNaN(number) ? String(number) : number > 0 ? '+Inf' : '-Inf';
  return `${name}${text === '' ? '' : `{${text}}`} ${written}\n`;
}

test.each<Format>(['text', 'openMetrics'])('%s: what is written is read', (format) => {
  fc.assert(
    fc.property(fc.uniqueArray(sample, { selector: ({ name }) => name }), (samples) => {
      const text = `${samples.map(write).join('')}${format === 'openMetrics' ? '# EOF\n' : ''}`;
      const read = parseExposition(text, format, () => true).flatMap((family) => family.samples);
      expect(read).toEqual(samples.map((one) => ({ ...one, value: Object.is(one.value, -0) ? 0 : one.value })));
    }),
  );
});

const nearlyLine = fc
  .array(
    fc.constantFrom(
      'm',
      'a_b',
      '{',
      '}',
      'x="',
      '"',
      ',',
      '\\',
      'n',
      ' ',
      '1',
      '.5',
      'NaN',
      '+Inf',
      '-',
      'e3',
      '#',
      '7',
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(''));

test.each([true, false])('the expression for plain lines takes only valid lines (OpenMetrics: %s)', (isOpenMetrics) => {
  const plainLine = sample.map((one) => write(one).trimEnd());
  fc.assert(
    fc.property(fc.oneof(nearlyLine, plainLine), (line) => {
      const name = plainSampleName(line, isOpenMetrics);
      if (name !== undefined) expect(parseSampleLine(line, isOpenMetrics).name).toBe(name);
    }),
    { numRuns: 2000 },
  );
});

test.each<Format>(['text', 'openMetrics'])(
  '%s: any text is read, or rejected with the number of a line of it',
  (format) => {
    const anyText = fc
      .array(fc.oneof(nearlyLine, fc.constantFrom('# TYPE m counter', '# HELP m x', '# EOF', '')))
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string()), fc.boolean(), (text, isWanted) => {
        try {
          parseExposition(text, format, () => isWanted);
        } catch (error) {
          expect(error).toMatchObject({ name: 'ExpositionError' });
          const { line } = error as { line: number };
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(text.split('\n').length);
        }
      }),
      { numRuns: 1000 },
    );
  },
);
