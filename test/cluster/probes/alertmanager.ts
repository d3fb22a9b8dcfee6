import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stringify } from 'yaml';
import { respondsOk } from '../loopback';
import type { Processes } from '../processes';

/** The configuration of an Alertmanager. */
export interface AlertmanagerSettings {
  /** The receiver of all alerts. @default pager */
  readonly receiver?: 'pager' | 'null';
  /** Arguments about its cluster. @default it is alone */
  readonly cluster?: readonly string[];
}

/** Nothing listens there, so that each notification fails. */
const unusedPort = 9;

/** An Alertmanager on loopback. */
export class Alertmanager {
  readonly #processes: Processes<string>;
  readonly #executable: string;
  readonly #folder: string;

  /** @param folder - of its configuration and data; its last part is the name. */
  constructor(
    processes: Processes<string>,
    executable: string,
    folder: string,
    readonly port: number,
  ) {
    this.#processes = processes;
    this.#executable = executable;
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** Starts it, and waits until it is ready. */
  start({ receiver = 'pager', cluster = ['--cluster.listen-address='] }: AlertmanagerSettings): Promise<void> {
    const config = {
      route: { receiver, group_wait: '1s' },
      receivers: [{ name: 'pager', webhook_configs: [{ url: `http://127.0.0.1:${unusedPort}/` }] }, { name: 'null' }],
    };
    writeFileSync(join(this.#folder, 'alertmanager.yml'), stringify(config));
    return this.#processes.start(basename(this.#folder), {
      path: this.#executable,
      args: [
        `--config.file=${join(this.#folder, 'alertmanager.yml')}`,
        `--storage.path=${join(this.#folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${this.port}`,
        ...cluster,
      ],
      isReady: () => respondsOk(`http://127.0.0.1:${this.port}/-/ready`),
    });
  }

  kill(): void {
    this.#processes.signal(basename(this.#folder), 'SIGKILL');
  }

  /**
   * Silences every alert, as a person does it in the user interface.
   *
   * @throws Error if it is not accepted.
   */
  async silenceEverything(createdBy: string, endsAt: Date): Promise<void> {
    const matchers = [{ name: 'alertname', value: '.+', isRegex: true, isEqual: true }];
    const silence = { matchers, startsAt: new Date(), endsAt, createdBy, comment: 'maintenance of hunter2' };
    const response = await fetch(`http://127.0.0.1:${this.port}/api/v2/silences`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(silence),
    });
    if (!response.ok) throw new Error(`the silence was not accepted: ${await response.text()}`);
  }
}
