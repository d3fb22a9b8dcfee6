import assert from 'node:assert/strict';
import type { LoadedConfig } from '../../../lib/config/load';
import { toRuntimeConfig } from '../../../lib/config/toRuntimeConfig';

/** Checks the invariants of any loaded text. */
export function checkLoaded({ config, diagnostics }: LoadedConfig, text: string): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  // Not `expect`, because each call creates an Error, which is slow for thousands of texts.
  assert.equal(errors.length > 0, config === undefined);
  const lines = text.split('\n').length;
  for (const { line, column, message } of diagnostics) {
    assert.ok(line >= 1 && line <= lines && column >= 1, `${line}:${column}`);
    assert.match(message, /^[^\n]+[.?]$/);
  }
  if (config === undefined) return;
  const runtime = toRuntimeConfig(config);
  assert.deepEqual(JSON.parse(JSON.stringify(runtime)), runtime);
}
