import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundledPackages, functionMetafile } from '../support/bundle';
import type { Assets } from './assets';
import { nameOf } from './objects';
import { formatBytes, type Report } from './report';
import { alternate, median } from './statistics';
import { namedTargets } from './targets';

interface Import {
  readonly milliseconds: number;
  readonly rss: number;
}

const rounds = 41;
const yaml = namedTargets([nameOf(0)]);
const run = promisify(execFile);

/**
 * Time and memory of loading the code of the function at a cold start, compared with a bundle of the AWS clients alone. The
 * ratio depends on the machine, so it has no target: test/lib/bundle.test.ts verifies what is loaded.
 */
export async function measureImports(assets: Assets): Promise<Report> {
  const directories = {
    vigil: await assets.synthesize(yaml),
    floor: assets.bundle(require.resolve('./floor')),
    empty: assets.empty(),
  };
  const samples = await alternate(
    {
      vigil: () => importOnce(directories.vigil),
      floor: () => importOnce(directories.floor),
      empty: () => importOnce(directories.empty),
    },
    { rounds, warmUp: 2 },
  );
  const medianOf = (of: keyof typeof samples, field: keyof Import) =>
    median(samples[of].map((sample) => sample[field]));
  const row = (what: string, field: keyof Import, format: (value: number) => string) => [
    what,
    ...(['vigil', 'floor', 'empty'] as const).map((of) => format(medianOf(of, field))),
    (medianOf('vigil', field) / medianOf('floor', field)).toFixed(2),
  ];
  return {
    head: ['import', 'eks-vigil', 'floor', 'empty module', 'ratio'],
    rows: [row('time', 'milliseconds', (value) => `${value.toFixed(1)} ms`), row('memory', 'rss', formatBytes)],
    missed: [],
  };
}

/** The packages in the bundle of the function. */
export function reportPackages(): Report {
  const packages = bundledPackages(functionMetafile);
  return {
    head: ['package', 'loaded at the start', 'loaded on demand'],
    rows: packages.map(({ name, atStart, onDemand }) => [
      name,
      ...[atStart, onDemand].map((bytes) => (bytes === 0 ? '' : formatBytes(bytes))),
    ]),
    missed: [],
  };
}

async function importOnce(directory: string): Promise<Import> {
  const { stdout } = await run(process.execPath, [require.resolve('./importOnce'), join(directory, 'index.js')], {
    env: { AWS_REGION: 'eu-central-1' },
  });
  return JSON.parse(stdout) as Import;
}
