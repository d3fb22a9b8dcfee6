/** Where the Kubernetes API serves a kind. */
export interface ApiResource {
  readonly group: string;
  readonly version: string;
  /** The plural in the URL and in RBAC rules. */
  readonly resource: string;
}

/** The kinds that a target may have. Each also has its rule of health in `lambda/health/kinds.ts`. */
export const kinds = {
  DaemonSet: { group: 'apps', version: 'v1', resource: 'daemonsets' },
  Deployment: { group: 'apps', version: 'v1', resource: 'deployments' },
  StatefulSet: { group: 'apps', version: 'v1', resource: 'statefulsets' },
} as const satisfies Record<string, ApiResource>;

export type Kind = keyof typeof kinds;
