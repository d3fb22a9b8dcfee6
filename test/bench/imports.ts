import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Assets } from './assets';
import { nameOf } from './objects';
import { alternate, median } from './statistics';
import type { Measurement } from './table';
import { namedTargets } from './targets';

interface Import {
  readonly milliseconds: number;
  readonly rss: number;
}

const rounds = 41;
const target = 1.2;
const run = promisify(execFile);

/** What loading the function's code costs at a cold start, against a bundle of the same clients and nothing else. */
export async function measureImports(assets: Assets): Promise<readonly Measurement[]> {
  const directories = {
    ours: assets.synthesise(namedTargets([nameOf(0)])),
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
  const time = (of: keyof typeof samples) => median(samples[of].map(({ milliseconds }) => milliseconds));
  const memory = (of: keyof typeof samples) => median(samples[of].map(({ rss }) => rss)) / 1e6;
  return [
    {
      what: `import, time (an empty module: ${time('empty').toFixed(1)} ms)`,
      ours: `${time('ours').toFixed(1)} ms`,
      peer: `${time('floor').toFixed(1)} ms`,
      ratio: time('ours') / time('floor'),
      target,
    },
    {
      what: `import, memory (an empty module: ${memory('empty').toFixed(1)} MB)`,
      ours: `${memory('ours').toFixed(1)} MB`,
      peer: `${memory('floor').toFixed(1)} MB`,
      ratio: memory('ours') / memory('floor'),
      target,
    },
  ];
}

async function importOnce(directory: string): Promise<Import> {
  const { stdout } = await run(process.execPath, [require.resolve('./importOnce'), join(directory, 'index.js')], {
    env: { AWS_REGION: 'eu-central-1' },
  });
  return JSON.parse(stdout) as Import;
}
