import * as fc from 'fast-check';
import { createLog, type LogProps } from '../../../lambda/logging/log';
import { anyHostileKey, anyHostileText, unsafe } from '../../model/hostileText';

function logged(props: Partial<LogProps>, use: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  const log = createLog({
    level: 'info',
    format: 'json',
    redact: (text) => text,
    now: () => Date.UTC(2026, 0, 1, 12),
    write: (line) => lines.push(line),
    ...props,
  });
  use(log);
  return lines;
}

const time = '2026-01-01T12:00:00.000Z';

test.each(['info', 'warn', 'error'] as const)('%s is one line of JSON', (level) => {
  const [line = '', ...others] = logged({}, (log) => log[level]('run', { value: 1, targets: [{ name: 'web' }] }));
  expect(others).toEqual([]);
  expect(line.endsWith('}\n')).toBe(true);
  expect(JSON.parse(line)).toEqual({ time, level, message: 'run', value: 1, targets: [{ name: 'web' }] });
});

test('line breaks in a value do not break the line', () => {
  const fields = { message: 'two\nlines' };
  for (const format of ['json', 'logfmt'] as const) {
    const [line = ''] = logged({ format }, (log) => log.info('run', fields));
    expect(line.trimEnd()).not.toContain('\n');
  }
});

test.each([
  ['info', ['info', 'warn', 'error']],
  ['debug', ['debug', 'info', 'warn', 'error']],
] as const)('level %s writes %j', (level, expected) => {
  const lines = logged({ level }, (log) => {
    log.debug('x', {});
    log.info('x', {});
    log.warn('x', {});
    log.error('x', {});
  });
  expect(lines.map((line) => JSON.parse(line).level)).toEqual(expected);
});

test('the whole line is redacted, wherever the secret is', () => {
  const redact = (text: string) => text.replaceAll('secret', '***');
  const use = (log: ReturnType<typeof createLog>) => log.error('a secret', { secret: { deep: ['secret'] } });
  for (const format of ['json', 'logfmt'] as const) {
    const [line = ''] = logged({ format, redact }, use);
    expect(line).not.toContain('secret');
    expect(line.split('***')).toHaveLength(4);
  }
});

describe('logfmt', () => {
  const line = (fields: object) =>
    logged({ format: 'logfmt' }, (log) => log.info('run', { ...fields }))[0]
      ?.replace(/^.* message=run ?/, '')
      .trimEnd();

  test('starts with time, level and message', () => {
    expect(logged({ format: 'logfmt' }, (log) => log.info('run', { value: 1 }))).toEqual([
      `time=${time} level=info message=run value=1\n`,
    ]);
  });

  test.each<[object, string]>([
    [
      { value: null, published: false, milliseconds: { total: 12 } },
      'value=null published=false milliseconds.total=12',
    ],
    [{ targets: [{ name: 'a' }, { name: 'b' }] }, 'targets.0.name=a targets.1.name=b'],
    [{ message2: 'two words' }, 'message2="two words"'],
    [{ quoted: 'say "x"' }, String.raw`quoted="say \"x\""`],
    [{ equation: 'a=b' }, 'equation="a=b"'],
    [{ empty: '' }, 'empty=""'],
    [{ absent: undefined, list: [], map: {} }, ''],
    [{ timestamp: new Date(Date.UTC(2026, 0, 1)) }, 'timestamp=2026-01-01T00:00:00.000Z'],
  ])('of %j is %s', (fields, expected) => {
    expect(line(fields)).toBe(expected);
  });
});

describe('whatever a cluster sends', () => {
  const anyFields = fc.dictionary(
    anyHostileKey.filter((key) => !['time', 'level', 'message', '__proto__'].includes(key)),
    fc.oneof(anyHostileText, fc.array(anyHostileText), fc.dictionary(anyHostileKey, anyHostileText)),
  );
  const lineOf = (format: LogProps['format'], fields: object) => {
    const [line = ''] = logged({ format }, (log) => log.info('run', { ...fields }));
    expect(line.endsWith('\n')).toBe(true);
    return line.slice(0, -1);
  };

  test('a line of JSON has no unsafe character, and keeps its meaning', () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const line = lineOf('json', fields);
        expect(line).not.toMatch(unsafe);
        expect(JSON.parse(line)).toEqual({ time, level: 'info', message: 'run', ...fields });
      }),
    );
  });

  test('a line of logfmt has no unsafe character, and can be split into its fields', () => {
    const pair = /([^\s"=]+)=("(?:[^"\\]|\\.)*"|[^\s"=]+)(?: |$)/gy;
    fc.assert(
      fc.property(anyFields, (fields) => {
        const line = lineOf('logfmt', fields);
        expect(line).not.toMatch(unsafe);
        const pairs = [...line.matchAll(pair)];
        expect(pairs.map(([whole]) => whole).join('')).toBe(line);
        const values = pairs.slice(3).map(([, , value = '']) => (value.startsWith('"') ? JSON.parse(value) : value));
        expect(values).toEqual(
          Object.values(fields).flatMap((value) => (typeof value === 'string' ? value : Object.values(value))),
        );
      }),
    );
  });
});
