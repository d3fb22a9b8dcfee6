import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stringify } from 'yaml';
import { execute } from '../execute';
import { respondsOk } from '../loopback';
import type { Processes } from '../processes';

/** The configuration of a Prometheus. What is absent is as in a Prometheus that works. */
export interface PrometheusSettings {
  /** Whether it scrapes its own metrics. @default true */
  readonly scrapesItself?: boolean;
  /** Ports on loopback that it scrapes, too. @default none */
  readonly targets?: readonly number[];
  /** The rules of its only group. @default the Watchdog */
  readonly rules?: readonly object[];
  /** @default 1s */
  readonly evaluationInterval?: string;
  /** Ports on loopback of its Alertmanagers. */
  readonly alertmanagers: readonly number[];
}

export const watchdogRule = { alert: 'Watchdog', expr: 'vector(1)', labels: { severity: 'none' } };

/** A Prometheus on loopback that scrapes and evaluates every second. */
export class Prometheus {
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
    mkdirSync(join(folder, 'data', 'wal'), { recursive: true });
  }

  /** Starts it, and waits until it is ready. */
  start(settings: PrometheusSettings): Promise<void> {
    this.#write(settings);
    return this.#start(() => respondsOk(`http://127.0.0.1:${this.port}/-/ready`));
  }

  /** Starts it with a write-ahead log that it waits for, so that it does not become ready, as with a large one. */
  async startWithSlowLog(settings: PrometheusSettings): Promise<void> {
    this.#write(settings);
    await execute('mkfifo', [join(this.#folder, 'data', 'wal', '00000000')]);
    await this.#start((log) => log.includes('Start listening for connections'));
  }

  /** Changes its configuration while it runs. */
  reload(settings: PrometheusSettings): void {
    this.#write(settings);
    this.#processes.signal(basename(this.#folder), 'SIGHUP');
  }

  /** Makes it read a configuration that is not valid. */
  breakConfiguration(): void {
    writeFileSync(join(this.#folder, 'prometheus.yml'), 'scrape_configs: {');
    this.#processes.signal(basename(this.#folder), 'SIGHUP');
  }

  #start(isReady: (log: string) => boolean | Promise<boolean>): Promise<void> {
    return this.#processes.start(basename(this.#folder), {
      path: this.#executable,
      args: [
        `--config.file=${join(this.#folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(this.#folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${this.port}`,
        '--rules.alert.resend-delay=1s',
      ],
      isReady,
    });
  }

  #write({ scrapesItself = true, targets = [], rules = [watchdogRule], ...settings }: PrometheusSettings): void {
    const scraped = [...(scrapesItself ? [this.port] : []), ...targets];
    const config = {
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: settings.evaluationInterval ?? '1s' },
      rule_files: ['rules.yml'],
      scrape_configs: [{ job_name: 'tests', static_configs: [{ targets: scraped.map(toAddress) }] }],
      alerting: { alertmanagers: [{ static_configs: [{ targets: settings.alertmanagers.map(toAddress) }] }] },
    };
    writeFileSync(join(this.#folder, 'prometheus.yml'), stringify(config));
    writeFileSync(join(this.#folder, 'rules.yml'), stringify({ groups: [{ name: 'general', rules }] }));
  }
}

function toAddress(port: number): string {
  return `127.0.0.1:${port}`;
}
