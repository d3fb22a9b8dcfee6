import type { Settings } from 'node:http2';
import type { LeafRequest } from '../support/servers/certificates';
import type { ConfigName } from './configs';
import type { Script } from './front';
import type { Names } from './host/agents';
import type { Protocol } from './wire';
import type { World } from './world';

/** One thing that goes wrong, or several that belong together. Whatever is absent is as it should be. */
export interface Fault {
  /** As docs/faults.md tells it. */
  readonly name: string;
  /** Whether every target is in truth as the configuration wants it. Default: it is. */
  readonly sick?: true;
  /** Whether it takes so much of the machine that nothing else is played at the same time. */
  readonly heavy?: true;
  readonly config?: ConfigName;
  /** What the API server speaks at the most. Default: HTTP/2. */
  readonly protocol?: Protocol;
  /** The API server's HTTP/2 settings, where they are not kube-apiserver's. */
  readonly http2?: Settings;
  /** What is done to requests to the API server; the places are those of `world.ts`. */
  readonly api?: Script;
  /** What is done to requests to AWS: `eks` and `cloudwatch`. */
  readonly aws?: Script;
  /** What is wrong with the API server's certificate. */
  readonly certificate?: Partial<LeafRequest> | 'of another authority';
  /** What DNS says of names. */
  readonly names?: Names;
  /** Variables of the function's environment; undefined takes one away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds that the API server's clock is ahead. */
  readonly apiClock?: number;
  /** Milliseconds that the function's own clock is ahead. */
  readonly ownClock?: number;
  /** Default: the schedule's event of a moment ago. */
  readonly event?: (now: number) => unknown;
  /** Milliseconds that are left. Default 2000. */
  readonly remaining?: number;
  /** Invocations of the same instance at the same time. Default 1. */
  readonly overlapping?: number;
  /** What else is arranged before the first run. */
  readonly arrange?: (world: World) => Promise<void> | void;
  /** Whether it is true for minutes only, or lets minutes pass: the two do not go together. */
  readonly timing?: 'true for minutes' | 'minutes pass';
  /** A run in which nothing fails comes first, then this, and then the run that counts. */
  readonly afterAGoodRun?: (world: World) => Promise<void> | void;
}

/** What must come of a fault. */
export interface Expectation {
  /** Null: nothing. */
  readonly published: 1 | 0 | null;
  readonly failed: boolean;
  /** The reasons of the verdicts that are not Healthy, and the error's name unless it only says that there are such. */
  readonly reason: string;
  /** How often a path was asked for at most, where trying again would be wrong. */
  readonly asksAtMost?: number;
  /** Whether nothing is waited for until the time for reading is over. */
  readonly endsEarly?: true;
}

/** One row of the matrix. */
export interface Row extends Fault, Expectation {
  /** Whether `npm test` plays it as well. */
  readonly quick?: true;
}
