import type { Config } from '../schema/schema';

/**
 * Whether two configurations are deployed in the same account. Without `account`, it is the account that one deploys with, which
 * is unknown here; two files without it are deployed with the same credentials.
 */
export function mayShareAccount(
  { cluster: { account: one } }: Pick<Config, 'cluster'>,
  { cluster: { account: other } }: Pick<Config, 'cluster'>,
): 'yes' | 'no' | 'unknown' {
  if (one === other) return 'yes';
  return one === undefined || other === undefined ? 'unknown' : 'no';
}
