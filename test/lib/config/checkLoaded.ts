import type { LoadedConfig } from '../../../lib/config/load';
import { toRuntimeConfig } from '../../../lib/config/toRuntimeConfig';

/** What must hold of whatever a user gives. */
export function checkLoaded({ config, diagnostics }: LoadedConfig, text: string): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors.length > 0).toBe(config === undefined);
  for (const { line, column, message } of diagnostics) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(text.split('\n').length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(message).toMatch(/^[^\n]+[.?]$/);
  }
  if (config === undefined) return;
  const travels = toRuntimeConfig(config);
  expect(JSON.parse(JSON.stringify(travels))).toEqual(travels);
}
