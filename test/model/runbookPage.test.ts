import { readFileSync } from 'node:fs';
import { actionable, runbookPath, stepsOf, withReasons } from './runbookPage';

const page = readFileSync(runbookPath, 'utf8');

test('docs/runbook.md is up to date; else run `npm run runbook`', () => {
  expect(page).toBe(withReasons(page));
});

test.each(actionable)('%s has three steps, and a command or a place to look at', (reason) => {
  const steps = stepsOf(page, reason);
  expect(steps.match(/^\d\. \S.*[.:]$|^\d\. \S/gm)).toHaveLength(3);
  expect(steps).toMatch(/`[^`]+`/);
});

test('it has at least 25 incidents, each with a message and a first command', () => {
  const rows = page.match(/^\| .* \| \[\w+\]\(#\w+\) \| .+ \| `kubectl [^`]+` \|$/gm) ?? [];
  expect(rows.length).toBeGreaterThanOrEqual(25);
  expect(page).not.toMatch(/\| `` \|/);
});
