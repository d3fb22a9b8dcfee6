import type { JsonObject } from '../../model/json';
import type { Pod } from './pod';
import { Workload } from './workload';

/** A simulated DaemonSet that tolerates every taint, as node-exporter does. Source: Kubernetes, "DaemonSet". */
export class DaemonSet extends Workload {
  protected readonly kind = 'DaemonSet';

  override pods(): Pod[] {
    return this.cluster.podsOf(this.uid);
  }

  protected override desired(): number {
    return this.cluster.nodes.size;
  }

  protected override spec(): JsonObject {
    return { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } };
  }

  protected override act(): boolean {
    const pods = this.pods();
    const withoutPod = [...this.cluster.nodes.values()].filter((node) => !pods.some((pod) => pod.node === node));
    for (const node of withoutPod) {
      const owner = { kind: 'DaemonSet', name: this.name, uid: this.uid } as const;
      this.createPod(this.cluster.name(this.name), owner, this.template).bind(node);
    }
    const old = pods.find(({ template, terminating }) => template.revision !== this.template.revision && !terminating);
    const allReady = withoutPod.length === 0 && pods.every(({ isReady, terminating }) => isReady && !terminating);
    if (old !== undefined && (allReady || !old.isReady)) old.delete();
    return withoutPod.length > 0;
  }

  protected override status(): JsonObject {
    const pods = this.pods().filter(({ node }) => node !== undefined && this.cluster.nodes.has(node.name));
    const ready = pods.filter(({ isReady }) => isReady).length;
    return {
      currentNumberScheduled: pods.length,
      desiredNumberScheduled: this.desired(),
      numberMisscheduled: 0,
      numberReady: ready,
      numberAvailable: ready,
      updatedNumberScheduled: pods.filter(({ template }) => template.revision === this.template.revision).length,
    };
  }
}
