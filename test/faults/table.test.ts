import { readFileSync } from 'node:fs';
import { matrix } from './matrix';
import { documentPath, withTable } from './table';

const rows = Object.values(matrix).flat();

test('docs/proofs/faults.md has the matrix as it is; else run `npx tsx test/faults/table.ts`', () => {
  const document = readFileSync(documentPath, 'utf8');
  expect(document).toBe(withTable(document));
});

test('no two rows have the same name', () => {
  const names = rows.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('no expected result breaks the invariants', () => {
  const broken = rows.filter(
    ({ published, publishedTicket, failed, unhealthy, unhealthyTicket, event, config }) =>
      (published === 1 && unhealthy) ||
      (published === 0 && !unhealthy) ||
      (publishedTicket === 1 && unhealthyTicket) ||
      (publishedTicket === 0 && !unhealthyTicket) ||
      (publishedTicket === null && !failed) ||
      (published === null && !failed && event === undefined && config !== 'dryRun'),
  );
  expect(broken.map(({ name }) => name)).toEqual([]);
});
