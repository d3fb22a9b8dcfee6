import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { synthesize } from '../support/synthesis';

/** Directories that look like a function's asset and vanish together. */
export class Assets {
  readonly #root = mkdtempSync(join(tmpdir(), 'eks-vigil-bench-'));
  readonly #synthesized = new Map<string, string>();
  readonly #removals: (() => void)[] = [() => rmSync(this.#root, { recursive: true, force: true })];

  /** The function's own asset, as the stack of a configuration synthesizes it. */
  async synthesize(yaml: string): Promise<string> {
    const known = this.#synthesized.get(yaml);
    if (known !== undefined) return known;
    const { assetDirectory, remove } = await synthesize(yaml);
    this.#removals.push(remove);
    this.#synthesized.set(yaml, assetDirectory);
    return assetDirectory;
  }

  /**
   * Bundles a file with the options that the stack bundles the function with.
   *
   * @param readable - whether names and lines stay, for a profile. Default: they do not.
   */
  bundle(entry: string, config: object = {}, { readable = false } = {}): string {
    const directory = mkdtempSync(join(this.#root, 'asset-'));
    buildSync({
      entryPoints: [entry],
      outfile: join(directory, 'index.js'),
      bundle: true,
      minify: !readable,
      platform: 'node',
      target: 'node24',
      format: 'cjs',
      mainFields: ['module', 'main'],
    });
    writeFileSync(join(directory, 'config.json'), JSON.stringify(config));
    return directory;
  }

  /** A module with nothing in it. */
  empty(): string {
    const directory = mkdtempSync(join(this.#root, 'asset-'));
    writeFileSync(join(directory, 'index.js'), '');
    return directory;
  }

  remove(): void {
    for (const remove of this.#removals) remove();
  }
}
