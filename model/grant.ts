import type { ApiResource } from './kinds';

/** One permission in the cluster. */
export interface Grant extends ApiResource {
  readonly verb: 'get' | 'list' | 'update';
  /** @default - the whole cluster */
  readonly namespace?: string;
  /** @default - every name, as a list needs it */
  readonly name?: string;
}
