import type { Kind } from '../../model/kinds';
import type { ProbeKind } from '../../model/probes';

/** The keys of a target that depend on what it is, as a configuration has them. Absent: the default of the configuration. */
export interface ComponentSettings {
  readonly minReady?: number | string;
  readonly grace?: string;
  readonly downGrace?: string;
  readonly conditions?: { readonly healthy: readonly string[] };
  /** Absent: a page. Of its probe, too. */
  readonly severity?: 'ticket';
}

/** How a workload is recognized in a cluster. One match is enough. */
export interface Recognition {
  /** Labels of the workload; one mapping has to match completely. */
  readonly labels?: readonly Readonly<Record<string, string>>[];
  /** The kind of the object of the Prometheus operator that owns the workload. */
  readonly owner?: string;
}

/** How the program of a component is asked. */
export interface ComponentProbe {
  readonly probe: ProbeKind;
  /** Pods of a StatefulSet have fixed names, so each is asked; of other workloads, their Service is. */
  readonly by: 'pods' | 'service';
  /** Of the pods, which the operator fixes, or of the Service. */
  readonly port: number;
  readonly path?: string;
  /** What the probe proves, in one sentence. */
  readonly why: string;
}

/** A program that many clusters run, and how it is watched. */
export interface Component {
  /** The kinds that its workload can have, the usual one first, or its kind of custom resource. */
  readonly kinds: readonly [Kind, ...Kind[]] | readonly [string];
  /** Of a custom resource. */
  readonly apiVersion?: string;
  readonly recognition: Recognition;
  readonly settings: ComponentSettings;
  /** What its settings mean, in one sentence. */
  readonly why: string;
  readonly probe?: ComponentProbe;
}
