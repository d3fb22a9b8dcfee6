import assert from 'node:assert/strict';
import type { LoadedConfig } from '../../../lib/config/load';
import { toRuntimeConfig } from '../../../lib/config/toRuntimeConfig';

/** What must hold of whatever a user gives. */
export function checkLoaded({ config, diagnostics }: LoadedConfig, text: string): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  // Not `expect`, of which each call makes an Error: this is called for thousands of texts.
  assert.equal(errors.length > 0, config === undefined);
  const lines = text.split('\n').length;
  for (const { line, column, message } of diagnostics) {
    assert.ok(line >= 1 && line <= lines && column >= 1, `${line}:${column}`);
    assert.match(message, /^[^\n]+[.?]$/);
  }
  if (config === undefined) return;
  const travels = toRuntimeConfig(config);
  assert.deepEqual(JSON.parse(JSON.stringify(travels)), travels);
}
