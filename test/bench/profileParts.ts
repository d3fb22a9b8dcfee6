import type { Profiler } from 'node:inspector';

/** Where the functions of a bundle come from. */
export interface Sources {
  /** The directory of the bundle. */
  readonly asset: string;
  /** The first line of each module, in their order. */
  readonly modules: readonly Module[];
}

interface Module {
  readonly line: number;
  readonly path: string;
}

/** A name and its milliseconds. */
export type Share = readonly [name: string, milliseconds: number];

/** The parts of a run by the first that matches `MODULE FUNCTION`. */
const parts: readonly (readonly [RegExp, string])[] = [
  [/^ \(garbage collector\)/, 'garbage collection'],
  [/^ write/, 'writing to sockets: TLS and kernel'],
  [/^ \(program\)/, 'event loop, reading from sockets'],
  [/^ execute/, 'HTTP, TLS and streams of Node.js'],
  [/^ /, 'the rest of Node.js'],
  [/^(lambda\/kubernetes\/\S+ parse|test\/bench\/baseline\.ts read)/, 'JSON.parse'],
  [/^test\/bench\/baseline\.ts/, 'reading'],
  [/^lambda\/(kubernetes|observe)\//, 'reading'],
  [/^lambda\/(health|run)/, 'judging'],
  [/^lambda\/(logging|handler)/, 'log and result, redaction'],
  [/^(.*@aws-sdk\/|.*@smithy\/|lambda\/aws\/)/, 'AWS SDK: publication and token'],
  [/^node:.*(http|tls|net|stream|_wrap|crypto|zlib)/, 'HTTP, TLS and streams of Node.js'],
  [/^node:/, 'the rest of Node.js'],
  [/^/, 'the rest'],
];

/** Finds the modules in a bundle that esbuild did not minify: it writes a module's path above its code. */
export function readableModules(bundle: string): readonly Module[] {
  return bundle.split('\n').flatMap((text, line) => {
    const [, path] = /^\s*\/\/ ((?:\.\.\/)*[\w@./-]+\.[cm]?[jt]sx?)$/.exec(text) ?? [];
    return path === undefined ? [] : [{ line, path }];
  });
}

/** The processor's time by the parts of a run. */
export function partsOf(profile: Profiler.Profile, sources: Sources): readonly Share[] {
  return sharesOf(profile, (frame) => {
    const place = `${moduleOf(frame, sources)} ${frame.functionName}`;
    return parts.find(([pattern]) => pattern.test(place))?.[1] ?? '';
  });
}

/** The time that each function takes itself. */
export function functionsOf(profile: Profiler.Profile, sources: Sources): readonly Share[] {
  return sharesOf(profile, (frame) => `${frame.functionName || '(anonymous)'} ${moduleOf(frame, sources)}`);
}

function sharesOf(profile: Profiler.Profile, nameOf: (frame: Profiler.ProfileNode['callFrame']) => string): Share[] {
  const names = new Map(
    profile.nodes.map(({ id, callFrame }) => [id, isIdle(callFrame) ? undefined : nameOf(callFrame)]),
  );
  const times = new Map<string, number>();
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const name = names.get(id);
    // A delta is the time since the sample before.
    if (name !== undefined) times.set(name, (times.get(name) ?? 0) + (profile.timeDeltas?.[index + 1] ?? 0) / 1000);
  }
  return [...times].sort(([, a], [, b]) => b - a);
}

function isIdle({ functionName }: Profiler.ProfileNode['callFrame']): boolean {
  return functionName === '(idle)' || functionName === '(root)';
}

function moduleOf({ url, lineNumber }: Profiler.ProfileNode['callFrame'], { asset, modules }: Sources): string {
  if (!url.includes(asset)) return url;
  return modules.findLast(({ line }) => line <= lineNumber)?.path ?? 'bundle';
}
