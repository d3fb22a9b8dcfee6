import type { ApiResource } from './kinds';
import type { HasSeverity } from './severity';

/** How many pods one probe may ask. */
export const maxProbedPods = 20;

/** What a probe can ask, and how its verdict is called in logs, as a kind. */
export const probeKinds = {
  prometheus: 'PrometheusProbe',
  alertmanager: 'AlertmanagerProbe',
  grafana: 'GrafanaProbe',
  http: 'HttpProbe',
} as const satisfies Readonly<Record<string, string>>;

export type ProbeKind = keyof typeof probeKinds;

/** The part of a probe that decides what is read for it. */
export interface ProbeReference {
  readonly probe: ProbeKind;
  readonly namespace: string;
  /** Either a Service or pods. */
  readonly service?: string | undefined;
  readonly pods?: readonly string[] | undefined;
  /** @default http */
  readonly scheme?: 'http' | 'https' | undefined;
  /** Of the Service, a number or a name; of the pods, a number. */
  readonly port: number | string;
}

/** One `get` by name: a read of the reading plan. */
interface NamedRead extends ApiResource {
  readonly verb: 'get';
  readonly namespace: string;
  readonly name: string;
}

/** One Service or pod that a probe asks. */
export interface ProbeEndpoint {
  /** The `get` on the proxy. Its name is the literal segment of the path, which RBAC compares: `http:NAME:PORT`. */
  readonly proxy: NamedRead;
  /** The pod, which dates what is wrong with it; absent for a Service. */
  readonly pod?: NamedRead;
}

/** What a query of a Prometheus has to return. */
export interface QueryExpectation {
  readonly expression: string;
  readonly min?: number;
  readonly max?: number;
}

/** What a program has to answer. */
export interface AnswerExpectation {
  readonly status: number;
  /** Values at paths of a JSON answer, such as `status.state`. */
  readonly json?: Readonly<Record<string, string | number | boolean>>;
  /** What the answer contains. */
  readonly text?: string;
}

/** One probe for the function, with all defaults applied. */
export interface RuntimeProbe extends ProbeReference, HasSeverity {
  /** The path of `http`; of the others the prefix of all paths, without a slash at its end. */
  readonly path: string;
  /** The alert that always fires, of `prometheus` and `alertmanager`; false if there is none. */
  readonly watchdog: string | false;
  /** How many targets have to be up, of `prometheus`. */
  readonly minTargets: number;
  readonly query?: QueryExpectation;
  /** Whether a Watchdog that reaches nobody is Unhealthy, of `alertmanager`. */
  readonly requireReceiver: boolean;
  readonly expect: AnswerExpectation;
  /** Seconds. */
  readonly grace: number;
  /** Seconds; at most `grace`. */
  readonly downGrace: number;
}

const core = { verb: 'get', group: '', version: 'v1' } as const;

/** What is read for a probe: one entry for a Service, which responds for one replica; one for each pod. */
export function probeEndpoints({
  namespace,
  service,
  pods = [],
  scheme = 'http',
  port,
}: ProbeReference): ProbeEndpoint[] {
  const segment = (name: string) => `${scheme}:${name}:${port}`;
  if (service !== undefined) {
    return [{ proxy: { ...core, resource: 'services/proxy', namespace, name: segment(service) } }];
  }
  return pods.map((pod) => ({
    proxy: { ...core, resource: 'pods/proxy', namespace, name: segment(pod) },
    pod: { ...core, resource: 'pods', namespace, name: pod },
  }));
}
