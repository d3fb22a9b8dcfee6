import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Document } from './documents';
import type { Ground } from './ground';
import type { Result } from './shell';

/** A CDK app of somebody else, which depends on the packed construct. */
export class ConsumerApp {
  readonly #ground: Ground;
  readonly #folder: string;

  private constructor(ground: Ground, folder: string) {
    this.#ground = ground;
    this.#folder = folder;
  }

  /** Packs the construct, and installs it in an empty app, by the commands of the page about it. */
  static async create(ground: Ground, page: Document): Promise<ConsumerApp> {
    const folder = join(ground.folder, 'app');
    mkdirSync(folder);
    const app = new ConsumerApp(ground, folder);
    const { version, dependencies } = JSON.parse(readFileSync(join(ground.project, 'package.json'), 'utf8'));
    // What `cdk init` writes, with the versions of the project.
    const pinned = (...names: string[]) => Object.fromEntries(names.map((name) => [name, dependencies[name]]));
    app.write('package.json', {
      private: true,
      dependencies: pinned('aws-cdk-lib', 'constructs'),
      devDependencies: pinned('aws-cdk', 'tsx'),
    });
    app.write('cdk.json', { app: 'npx --no-install tsx app.ts' });
    await ground.run(page.command('npm run build:package'));
    await ground.run(page.command('npm pack'));
    const install = page.command('npm install');
    const packed = join(ground.project, `eks-vigil-${version}.tgz`);
    await app.run(install.replace(/\S+\.tgz/, packed), {
      // Otherwise each run would download the CDK again.
      npm_config_cache: process.env.npm_config_cache ?? join(homedir(), '.npm'),
    });
    return app;
  }

  /** Runs a shell command in the app. */
  run(command: string, env: Readonly<Record<string, string>> = {}): Promise<Result> {
    return this.#ground.run(`cd "${this.#folder}" && ${command}`, env);
  }

  /** Writes a file of the app. */
  write(name: string, content: string | object): void {
    writeFileSync(join(this.#folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }

  read(name: string): string {
    return readFileSync(join(this.#folder, name), 'utf8');
  }
}
