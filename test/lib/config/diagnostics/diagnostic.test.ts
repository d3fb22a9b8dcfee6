import { formatDiagnostic, formatPath, quote } from '../../../../lib/config/diagnostics/diagnostic';

test('a diagnostic is one line in the format of compilers', () => {
  const position = { severity: 'error', file: 'prod.yaml', line: 3, column: 7 } as const;
  expect(formatDiagnostic({ ...position, path: 'targets[0].kind', message: 'is required.' })).toBe(
    'prod.yaml:3:7: error: targets[0].kind: is required.',
  );
  expect(formatDiagnostic({ ...position, path: '', message: 'got nothing.' })).toBe(
    'prod.yaml:3:7: error: got nothing.',
  );
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
])('the path %j is formatted as %s', (path, formatted) => {
  expect(formatPath(path)).toBe(formatted);
});

test.each([
  ['a"b\n', '"a\\"b\\n"'],
  ['x'.repeat(80), `"${'x'.repeat(80)}"`],
  ['x'.repeat(81), `"${'x'.repeat(77)}…"`],
])('%j is quoted on one line, and truncated if it is long', (text, quoted) => {
  expect(quote(text)).toBe(quoted);
});
