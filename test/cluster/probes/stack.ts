import { copyFileSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { V1PodList } from '@kubernetes/client-node';
import type { ControlPlane } from '../controlPlane';
import type { Route } from '../egress';
import { freePort } from '../loopback';
import { Processes } from '../processes';
import { apply, statefulSet, waitFor } from '../workloads';
import { Alertmanager } from './alertmanager';
import { Prometheus } from './prometheus';

/** The ports of the simulated pods, whatever the ports of the programs on loopback are. */
export const ports = { prometheus: 9090, alertmanager: 9093, http: 3000 } as const;

/** A StatefulSet, and the Service of its pods. */
export interface Place {
  readonly name: string;
  readonly port: number;
  /** @default 1 */
  readonly replicas?: number;
}

/** Programs on loopback, behind simulated pods. */
export class Stack {
  readonly #folder = mkdtempSync(join(tmpdir(), 'eks-vigil-probes-'));
  readonly #processes = new Processes<string>(this.#folder);
  readonly #controlPlane: ControlPlane;
  readonly #programs: string;
  readonly namespace: string;
  #addresses: ReadonlyMap<string, string> = new Map();

  /**
   * @param controlPlane - with the option `proxies`.
   * @param programs - the folder that `install` prints; without it, only pods can be created.
   */
  constructor(controlPlane: ControlPlane, namespace: string, programs?: string) {
    this.#controlPlane = controlPlane;
    this.#programs = programs ?? '';
    this.namespace = namespace;
    if (programs === undefined) return;
    for (const file of readdirSync(programs).filter((name) => name.endsWith('.tmpl'))) {
      copyFileSync(join(programs, file), join(this.#folder, file));
    }
  }

  async prometheus(name: string): Promise<Prometheus> {
    return new Prometheus(
      this.#processes,
      join(this.#programs, 'prometheus'),
      join(this.#folder, name),
      await freePort(),
    );
  }

  async alertmanager(name: string): Promise<Alertmanager> {
    const executable = join(this.#programs, 'prometheus-alertmanager');
    return new Alertmanager(this.#processes, executable, join(this.#folder, name), await freePort());
  }

  /** Creates the pods and Services, and waits until the pods are ready. */
  async createPods(places: readonly Place[]): Promise<void> {
    const { namespace } = this;
    await this.#controlPlane.kubectl(['create', 'namespace', namespace]);
    await this.#controlPlane.kubectl([
      ...['wait', '--for=create', 'serviceaccount/default', '-n', namespace, '--timeout=300s'],
    ]);
    await apply(
      this.#controlPlane,
      places.flatMap((place) => [
        statefulSet(place.name, {
          namespace,
          spec: { replicas: place.replicas ?? 1, podManagementPolicy: 'Parallel' },
        }),
        serviceOf(place, namespace),
      ]),
    );
    const expected = places.reduce((sum, { replicas = 1 }) => sum + replicas, 0);
    const isReady = ({ items }: V1PodList) =>
      items.filter(({ status }) => status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True'))
        .length === expected;
    const { items } = await waitFor<V1PodList>(this.#controlPlane, 'pods', isReady, namespace);
    this.#addresses = new Map(items.map(({ metadata, status }) => [metadata?.name ?? '', status?.podIP ?? '']));
  }

  /** Decides what is behind a port of a pod. */
  route(pod: string, port: number, route: Route): void {
    this.#controlPlane.egress?.route(`${this.#addresses.get(pod)}:${port}`, route);
  }

  /** Lets a pod become ready now, after its program has started. */
  async becomeReady(pod: string): Promise<void> {
    const lastTransitionTime = new Date(Date.now() + 1000).toISOString().replace(/\.\d+/, '');
    const status = { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime }] };
    await this.#controlPlane.kubectl([
      ...['patch', 'pod', pod, '-n', this.namespace, '--subresource=status', '-p', JSON.stringify({ status })],
    ]);
  }

  stop(): Promise<void> {
    return this.#processes.stop();
  }
}

function serviceOf({ name, port }: Place, namespace: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports: [{ name: 'web', port, targetPort: port }] },
  };
}
