import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The TypeScript of a page of the documentation. */
export function programsIn(page: string): string[] {
  const text = readFileSync(join(__dirname, '../..', page), 'utf8');
  return [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code);
}
