import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Assets } from './assets';
import { nameOf } from './objects';
import { alternate, median } from './statistics';
import { formatBytes, missedOf, type Report, verdictOf } from './table';
import { namedTargets } from './targets';

interface Import {
  readonly milliseconds: number;
  readonly rss: number;
}

const rounds = 41;
const target = 1.2;
const run = promisify(execFile);

/** What loading the function's code costs at a cold start, against a bundle of the same clients and nothing else. */
export async function measureImports(assets: Assets): Promise<Report> {
  const directories = {
    ours: await assets.synthesize(namedTargets([nameOf(0)])),
    floor: assets.bundle(require.resolve('./floor')),
    empty: assets.empty(),
  };
  const samples = await alternate(
    {
      ours: () => importOnce(directories.ours),
      floor: () => importOnce(directories.floor),
      empty: () => importOnce(directories.empty),
    },
    { rounds, warmUp: 2 },
  );
  const middle = (of: keyof typeof samples, what: keyof Import) => median(samples[of].map((sample) => sample[what]));
  const kinds = [
    { what: 'time', key: 'milliseconds', format: (value: number) => `${value.toFixed(1)} ms` },
    { what: 'memory', key: 'rss', format: formatBytes },
  ] as const;
  const figures = kinds.map(({ what, key }) => ({
    what: `import, ${what}`,
    figure: middle('ours', key) / middle('floor', key),
    target,
  }));
  return {
    head: ['import', 'eks-vigil', 'floor', 'empty module', 'ratio', 'target', ''],
    rows: kinds.map(({ what, key, format }, index) => {
      const one = figures[index] ?? { what, figure: 0 };
      const times = (['ours', 'floor', 'empty'] as const).map((of) => format(middle(of, key)));
      return [what, ...times, one.figure.toFixed(2), `≤ ${target}`, verdictOf(one)];
    }),
    missed: missedOf(figures),
  };
}

async function importOnce(directory: string): Promise<Import> {
  const { stdout } = await run(process.execPath, [require.resolve('./importOnce'), join(directory, 'index.js')], {
    env: { AWS_REGION: 'eu-central-1' },
  });
  return JSON.parse(stdout) as Import;
}
