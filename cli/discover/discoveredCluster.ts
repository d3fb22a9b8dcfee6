import { loadConfig } from '../../lib/config/load';
import type { ClusterId } from '../kubeconfig';

/** The cluster that a configuration is written for. */
export interface DiscoveredCluster extends ClusterId {
  /** Whether its name and region are not known. */
  readonly isPlaceholder: boolean;
}

/** Valid, so that everything else can be validated, but no cluster and no region that exists. */
const placeholder: DiscoveredCluster = { name: 'CHANGE-ME', region: 'change-me-1', isPlaceholder: true };

/** The cluster of a kubeconfig; a placeholder if it is not known or cannot be that of EKS. */
export function toDiscoveredCluster(cluster: ClusterId | undefined): DiscoveredCluster {
  if (cluster === undefined) return placeholder;
  const { diagnostics } = loadConfig('', JSON.stringify({ cluster }));
  const isInvalid = diagnostics.some(({ path }) => path.startsWith('cluster.'));
  return isInvalid ? placeholder : { ...cluster, isPlaceholder: false };
}
