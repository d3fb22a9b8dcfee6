import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProbedEndpoint } from '../../lambda/health/probes/answer';
import type { TargetVerdict } from '../../lambda/health/targetVerdict';
import type { RuntimeProbe } from '../../model/probes';

/** What real programs answered, and everything else that the verdict on their probe depends on. */
export interface ProbeFixture {
  /** The time of the API server. */
  readonly now: string;
  readonly expected: Pick<TargetVerdict, 'verdict' | 'reason' | 'message'>;
  readonly probe: RuntimeProbe;
  readonly endpoints: readonly ProbedEndpoint[];
}

/** The folder of the fixtures that the tests with real programs record. */
const folder = join(__dirname, '..', 'lambda', 'health', 'probes', 'observed');

/** All recorded fixtures by name. */
export function probeFixtures(): [name: string, fixture: ProbeFixture][] {
  return readdirSync(folder)
    .filter((file) => file !== 'biome.json')
    .sort()
    .map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(join(folder, file), 'utf8'))]);
}

/** Writes a fixture, with one line for each field, and without the temporary folder of the programs. */
export function writeProbeFixture(name: string, fixture: ProbeFixture): void {
  const lines = Object.entries(fixture).map(([field, value]) => `${JSON.stringify(field)}:${JSON.stringify(value)}`);
  const text = `{\n${lines.join(',\n')}\n}\n`.replace(/\/tmp\/eks-vigil-probes-\w+/g, '/programs');
  writeFileSync(join(folder, `${name}.json`), text);
}
