import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Criteria } from '../../lambda/health/rule';
import type { Verdict } from '../../lambda/health/verdict';
import type { JsonObject } from '../../model/json';
import type { EvidenceKind } from '../../model/kinds';

/** What has to be said of an object. */
export type Expected = Pick<Verdict, 'verdict' | 'reason'>;

/** An object as a real API server gave it, and all that its verdict depends on. */
export interface ObservedFixture {
  /** The API server's clock. */
  readonly now: string;
  readonly expected: Expected;
  readonly criteria: Criteria;
  readonly object: JsonObject;
  /** What its rule asked for as well. */
  readonly evidence?: Readonly<Partial<Record<EvidenceKind, readonly JsonObject[]>>>;
}

/** The folder of the fixtures that the tests on a real control plane record. */
const observedFolder = join(__dirname, '..', 'lambda', 'health', 'observed');

/** Every recorded fixture by its name, KIND-STATE. */
export function observedFixtures(): [name: string, fixture: ObservedFixture][] {
  return readdirSync(observedFolder)
    .filter((file) => file.includes('-'))
    .sort()
    .map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(join(observedFolder, file), 'utf8'))]);
}

/** Writes a fixture, or replaces it: one line for each of its fields, so that it stays small. */
export function writeObservedFixture(name: string, fixture: ObservedFixture): void {
  const lines = Object.entries(fixture).map(([field, value]) => `${JSON.stringify(field)}:${JSON.stringify(value)}`);
  writeFileSync(join(observedFolder, `${name}.json`), `{\n${lines.join(',\n')}\n}\n`);
}
