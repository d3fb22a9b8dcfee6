import type { ApiServer } from '../support/servers/apiServer';

/** A JSON kubeconfig with one context, which points to a server. */
export function kubeconfigText(
  { url, caData }: Pick<ApiServer, 'url' | 'caData'>,
  { cluster = 'local', ...more }: { readonly cluster?: string; readonly user?: object; readonly entry?: object } = {},
): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: cluster, cluster: { server: url, 'certificate-authority-data': caData, ...more.entry } }],
    users: [{ name: 'operator', user: more.user ?? { token: 'secret-token' } }],
    contexts: [{ name: 'here', context: { cluster, user: 'operator' } }],
    'current-context': 'here',
  });
}
