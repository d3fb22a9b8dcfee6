import type { Settings } from 'node:http2';
import type { LeafRequest } from '../support/servers/certificates';
import type { ConfigName } from './configs';
import type { Environment, Scripts } from './environment';
import type { Names } from './host/agents';

/** One fault, or several that belong together. Whatever is absent is normal. */
export interface Fault extends Scripts {
  /** As docs/proofs/faults.md lists it. */
  readonly name: string;
  /** Whether a target of the severity page is actually unhealthy. Default: all are healthy. */
  readonly unhealthy?: true;
  /** The same of the severity ticket. */
  readonly unhealthyTicket?: true;
  /** Whether EKS reports a state of the cluster that makes a target of the kind EKSCluster unhealthy, where there is one. */
  readonly unhealthyCluster?: true;
  /** Whether it needs so much of the machine that nothing else runs at the same time. */
  readonly heavy?: true;
  readonly config?: ConfigName;
  /** The API server's HTTP/2 settings that differ from kube-apiserver's. */
  readonly settings?: Settings;
  /** What is wrong with the API server's certificate. */
  readonly certificate?: Partial<LeafRequest> | 'of another authority';
  /** The addresses of names in DNS. */
  readonly names?: Names;
  /** Environment variables of the function; undefined removes one. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds that the API server's clock is ahead. */
  readonly apiClock?: number;
  /** Milliseconds that the function's clock is ahead. */
  readonly functionClock?: number;
  /** Default: the schedule's event of a moment ago. */
  readonly event?: (now: number) => unknown;
  /** Milliseconds that the function has left. Default: `usualRemaining`. */
  readonly remaining?: number;
  /** Invocations of the same instance at the same time. Default 1. */
  readonly overlapping?: number;
  /** What else is arranged before the first run. */
  readonly arrange?: (environment: Environment) => Promise<void> | void;
  /** Whether it is true for minutes only, or lets minutes pass: the two exclude each other. */
  readonly timing?: 'true for minutes' | 'minutes pass';
  /** A run without faults comes first, then this, and then the run that counts. */
  readonly afterHealthyRun?: (environment: Environment) => Promise<void> | void;
}

/** The expected result of a fault. */
export interface Expectation {
  /** Null: nothing. */
  readonly published: 1 | 0 | null;
  /** The same of the metric of tickets. Absent: no target is one. */
  readonly publishedTicket?: 1 | 0 | null;
  /** The values of the metrics of targets. Default: none is published. */
  readonly publishedTargets?: Readonly<Record<string, 0 | 1>>;
  readonly failed: boolean;
  /** The reasons of the verdicts that are not Healthy, and the error's name unless it only reports that there are such. */
  readonly reason: string;
  /** A part of the message of each verdict that is not Healthy. */
  readonly message?: string;
  /** A part of the summary of the run. */
  readonly summary?: string;
  /** How often each path is requested at most, where a retry would be wrong. */
  readonly requestsAtMost?: number;
  /** How many connections to the API server are made at most during the run that counts. */
  readonly connectionsAtMost?: number;
  /** Why the events of the namespace are left out. Default: they are not, or nothing is short. */
  readonly eventsLeftOut?: string;
  /** How many targets are Healthy. */
  readonly healthyTargets?: number;
  /** Why the metrics of targets could not be published. Default: they were, or are not configured. */
  readonly targetMetricsFailure?: string;
  /** What failed of the heartbeat, where it is configured. */
  readonly heartbeatFailure?: string;
  /** Whether the run ends before the time for reading is over. */
  readonly endsEarly?: true;
}

/** One row of the matrix. */
export interface Row extends Fault, Expectation {
  /** Whether `npm run test:slow` runs it as well. */
  readonly quick?: true;
}
