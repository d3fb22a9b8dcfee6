import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** esbuild's metafile of the function's bundle. */
export const functionMetafile = join(__dirname, '..', '..', 'dist', 'function', 'meta.json');

/** That of the notifier's bundle. */
export const notifierMetafile = join(__dirname, '..', '..', 'dist', 'notifier', 'meta.json');

/** A package in a bundle, with its bytes. The project itself is the package `eks-vigil`. */
export interface BundledPackage {
  readonly name: string;
  /** Bytes of modules that are loaded at the start. */
  readonly atStart: number;
  /** Bytes of modules that are loaded when they are needed. */
  readonly onDemand: number;
}

/** The packages in the bundle of an esbuild metafile, the largest first. */
export function bundledPackages(metafile: string): readonly BundledPackage[] {
  const { inputs, outputs } = JSON.parse(readFileSync(metafile, 'utf8')) as Metafile;
  const [output] = Object.values(outputs);
  if (output?.entryPoint === undefined) throw new Error(`${metafile} has no bundle with an entry point`);
  const loadedAtStart = reachable(inputs, output.entryPoint);
  const packages = new Map<string, BundledPackage>();
  for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
    const name = packageOf(path);
    const { atStart, onDemand } = packages.get(name) ?? { atStart: 0, onDemand: 0 };
    const isAtStart = loadedAtStart.has(path);
    packages.set(name, {
      name,
      atStart: atStart + (isAtStart ? bytesInOutput : 0),
      onDemand: onDemand + (isAtStart ? 0 : bytesInOutput),
    });
  }
  return [...packages.values()].sort((a, b) => b.atStart + b.onDemand - a.atStart - a.onDemand);
}

/** All modules that are loaded with the entry point. */
function reachable(inputs: Metafile['inputs'], entryPoint: string): ReadonlySet<string> {
  const found = new Set([entryPoint]);
  for (const path of found) {
    // The project calls `require` only inside functions. Packages call it at the top of CommonJS modules, too.
    const isLazy = (kind: string) => kind === 'dynamic-import' || (kind === 'require-call' && !isPackage(path));
    for (const imported of inputs[path]?.imports ?? []) if (!isLazy(imported.kind)) found.add(imported.path);
  }
  return found;
}

function isPackage(path: string): boolean {
  return path.includes('node_modules/');
}

function packageOf(path: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'eks-vigil';
}
