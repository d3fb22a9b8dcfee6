import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { type Synthesis, synthesize } from '../support/synthesis';

/** Directories like the asset of a function, which are removed together. */
export class Assets {
  readonly #root = mkdtempSync(join(tmpdir(), 'eks-vigil-bench-'));
  readonly #syntheses = new Map<string, Synthesis>();

  /** The asset of the function, as the stack of a configuration synthesizes it. */
  async synthesize(yaml: string): Promise<string> {
    const synthesis = this.#syntheses.get(yaml) ?? (await synthesize(yaml));
    this.#syntheses.set(yaml, synthesis);
    return synthesis.assetDirectory;
  }

  /**
   * Bundles a file with the options with which the function is bundled.
   *
   * @param readable - whether names and lines are kept, for a profile. Default: false.
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

  /** An empty module. */
  empty(): string {
    const directory = mkdtempSync(join(this.#root, 'asset-'));
    writeFileSync(join(directory, 'index.js'), '');
    return directory;
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
    for (const { remove } of this.#syntheses.values()) remove();
  }
}
