import { createHash } from 'node:crypto';
import type { Config } from './schema/schema';

/** A short hash of a validated configuration, to compare the deployed one with a file. Comments and layout do not change it. */
export function configHash(config: Config): string {
  return createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 12);
}
