import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Evidence } from '../../lambda/health/observation';
import type { Criteria } from '../../lambda/health/rule';
import { getRule } from '../../lambda/health/rules';
import type { Verdict } from '../../lambda/health/verdict';
import type { JsonObject } from '../../model/json';
import type { EvidenceKind } from '../../model/kinds';

/** The expected verdict on an object. */
export type Expected = Pick<Verdict, 'verdict' | 'reason'>;

/** An object as a real API server sent it, and everything else that its verdict depends on. */
export interface ObservedFixture {
  /** The time of the API server. */
  readonly now: string;
  readonly expected: Expected;
  readonly criteria: Criteria;
  readonly object: JsonObject;
  /** The evidence that its rule requested. */
  readonly evidence?: Readonly<Partial<Record<EvidenceKind, readonly JsonObject[]>>>;
}

/** The folder of the fixtures that the tests on a real control plane record. */
const observedFolder = join(__dirname, '..', 'lambda', 'health', 'observed');

/** All recorded fixtures by name (KIND-STATE). */
export function observedFixtures(): [name: string, fixture: ObservedFixture][] {
  return readdirSync(observedFolder)
    .filter((file) => file.includes('-'))
    .sort()
    .map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(join(observedFolder, file), 'utf8'))]);
}

/**
 * The verdict on what was observed, by the rule of its kind.
 *
 * @throws Error if the rule requests evidence that was not recorded.
 */
export function judgeObserved({ object, evidence, criteria, now }: Omit<ObservedFixture, 'expected'>): Verdict {
  const { kind, apiVersion } = object as { kind: string; apiVersion: string };
  const found = Object.entries(evidence ?? {}).map(([of, objects]): [string, Evidence] => [
    of,
    { type: 'found', objects },
  ]);
  const given = Object.fromEntries(found) as Partial<Record<EvidenceKind, Evidence>>;
  const judged = getRule({ kind, apiVersion })({ type: 'found', object, evidence: given }, criteria, Date.parse(now));
  const verdict = 'needed' in judged ? judged.otherwise : judged;
  if (verdict === undefined) throw new Error('the rule requests evidence that was not recorded');
  return verdict;
}

/** Writes a fixture, with one line for each field. */
export function writeObservedFixture(name: string, fixture: ObservedFixture): void {
  const lines = Object.entries(fixture).map(([field, value]) => `${JSON.stringify(field)}:${JSON.stringify(value)}`);
  writeFileSync(join(observedFolder, `${name}.json`), `{\n${lines.join(',\n')}\n}\n`);
}
