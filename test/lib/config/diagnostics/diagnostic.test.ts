import { formatDiagnostic, formatPath, quote } from '../../../../lib/config/diagnostics/diagnostic';

test('a diagnostic is one line as compilers print it', () => {
  const place = { severity: 'error', file: 'prod.yaml', line: 3, column: 7 } as const;
  expect(formatDiagnostic({ ...place, path: 'targets[0].kind', message: 'is required.' })).toBe(
    'prod.yaml:3:7: error: targets[0].kind: is required.',
  );
  expect(formatDiagnostic({ ...place, path: '', message: 'got nothing.' })).toBe('prod.yaml:3:7: error: got nothing.');
});

test.each([
  [[], ''],
  [['dryRun'], 'dryRun'],
  [['targets', 0, 'kind'], 'targets[0].kind'],
  [['metric', 'x-y_1'], 'metric.x-y_1'],
  [['metric', 'two words'], 'metric["two words"]'],
  [['line\nbreak'], '["line\\nbreak"]'],
  [[''], '[""]'],
  [['a.b'], '["a.b"]'],
])('the path %j is written %s', (path, written) => {
  expect(formatPath(path)).toBe(written);
});

test.each([
  ['a"b\n', '"a\\"b\\n"'],
  ['x'.repeat(80), `"${'x'.repeat(80)}"`],
  ['x'.repeat(81), `"${'x'.repeat(77)}…"`],
])('%j is quoted in one line, cut when long', (text, quoted) => {
  expect(quote(text)).toBe(quoted);
});
