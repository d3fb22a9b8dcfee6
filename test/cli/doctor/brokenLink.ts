import type { Broken } from './chainFixture';

/** A link that is broken on purpose, and what the command says about it. */
export interface BrokenLink {
  readonly name: string;
  readonly broken: Broken;
  readonly link: string;
  /** @default failing */
  readonly state?: 'unknown';
  readonly evidence: RegExp;
  /** @default - nothing to do is named */
  readonly fix?: RegExp;
}
