import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { respondsOk } from '../loopback';
import type { Processes } from '../processes';

/** The configuration of an Alertmanager. */
export interface AlertmanagerSettings {
  /** The receiver of all alerts. @default pager */
  readonly receiver?: 'pager' | 'null';
  /** Arguments about its cluster. @default it is alone */
  readonly cluster?: readonly string[];
  /** The configuration file. @default all alerts go to `receiver` */
  readonly config?: string;
  /** Environment variables. @default none */
  readonly env?: Readonly<Record<string, string>>;
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
  start({ receiver = 'pager', cluster = ['--cluster.listen-address='], ...more }: AlertmanagerSettings): Promise<void> {
    const routes = {
      route: { receiver, group_wait: '1s' },
      receivers: [{ name: 'pager', webhook_configs: [{ url: `http://127.0.0.1:${unusedPort}/` }] }, { name: 'null' }],
    };
    writeFileSync(join(this.#folder, 'alertmanager.yml'), more.config ?? stringify(routes));
    return this.#processes.start(basename(this.#folder), {
      path: this.#executable,
      args: [
        `--config.file=${join(this.#folder, 'alertmanager.yml')}`,
        `--storage.path=${join(this.#folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${this.port}`,
        ...cluster,
      ],
      env: more.env ?? {},
      isReady: () => respondsOk(`http://127.0.0.1:${this.port}/-/ready`),
    });
  }

  kill(): void {
    this.#processes.signal(basename(this.#folder), 'SIGKILL');
  }

  /** The lines of its log. */
  log(): string[] {
    return readFileSync(join(dirname(this.#folder), 'logs', basename(this.#folder)), 'utf8').split('\n');
  }

  /**
   * Sends an alert, as Prometheus does.
   *
   * @param endsAt - when it ends unless it is sent again.
   * @throws Error if it is not accepted.
   */
  async fire(labels: Readonly<Record<string, string>>, endsAt: Date): Promise<void> {
    await this.#request('alerts', { method: 'POST', body: JSON.stringify([{ labels, endsAt }]) });
  }

  /** The alerts that fire. */
  async alerts(): Promise<readonly unknown[]> {
    return (await this.#request('alerts')).json() as Promise<readonly unknown[]>;
  }

  /**
   * Silences every alert, as a person does it in the user interface.
   *
   * @throws Error if it is not accepted.
   */
  async silenceEverything(createdBy: string, endsAt: Date): Promise<void> {
    const matchers = [{ name: 'alertname', value: '.+', isRegex: true, isEqual: true }];
    const silence = { matchers, startsAt: new Date(), endsAt, createdBy, comment: 'maintenance of hunter2' };
    await this.#request('silences', { method: 'POST', body: JSON.stringify(silence) });
  }

  async #request(path: 'alerts' | 'silences', request: RequestInit = {}): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`http://127.0.0.1:${this.port}/api/v2/${path}`, { ...request, headers });
    if (!response.ok) throw new Error(`Alertmanager rejected the ${path}: ${await response.text()}`);
    return response;
  }
}
