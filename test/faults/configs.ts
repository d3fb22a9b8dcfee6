import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import type { RuntimeConfig } from '../../model/runtimeConfig';
import type { WorkloadState } from '../demo/workloads';
import { configFrom } from '../support/configFrom';

/** A configuration and the workloads that it watches. */
export interface Watched {
  readonly yaml: string;
  readonly workloads: readonly WorkloadState[];
}

const head = `
cluster: { name: prod, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
`;
const inVpc = 'network: { subnets: [subnet-00000001, subnet-00000002], securityGroups: [sg-00000001] }\n';
const three = `
targets:
  - { kind: StatefulSet, namespace: monitoring, name: db }
  - { kind: Deployment, namespace: monitoring, name: web }
  - { kind: Deployment, namespace: monitoring, selector: tier=front, atLeast: 2 }
`;
const ready = (kind: WorkloadState['kind'], name: string, tier = 'back'): WorkloadState => ({
  kind,
  name,
  labels: { tier },
  pods: ['ready', 'ready'],
});
const workloadsOfThree = [
  ready('StatefulSet', 'db'),
  ready('Deployment', 'web'),
  ready('Deployment', 'front-a', 'front'),
  ready('Deployment', 'front-b', 'front'),
];
/** The targets are every workload, or every second one, and so on. */
const named = (count: number, step = 1): Watched => {
  const workloads = many(count, 'named');
  const watched = workloads.filter((_, index) => index % step === 0);
  const targets = watched.map(({ name }) => `  - { kind: Deployment, namespace: monitoring, name: ${name} }\n`);
  return { yaml: `${head}targets:\n${targets.join('')}`, workloads };
};
const many = (count: number, tier: string) =>
  Array.from({ length: count }, (_, index) => ready('Deployment', `${tier}-${String(index).padStart(3, '0')}`, tier));

/** Targets of both severities, of the API server and of EKS. */
const bothSeverities = `
targets:
  - { kind: StatefulSet, namespace: monitoring, name: db }
  - { kind: Deployment, namespace: monitoring, name: web, severity: ticket }
  - { kind: Deployment, namespace: monitoring, selector: tier=front, atLeast: 2 }
  - { kind: EKSCluster }
  - { kind: EKSAddon, name: coredns, severity: ticket }
`;

/** What EKS has of the cluster. */
export const watchedByEks = {
  nodegroups: { 'workers-a': {}, 'workers-b': {}, 'workers-c': {} },
  addons: { coredns: {} },
} as const;

export const watched = {
  three: { yaml: `${head}${three}`, workloads: workloadsOfThree },
  debug: { yaml: `${head}${three}logging: { level: debug }\n`, workloads: workloadsOfThree },
  inVpc: { yaml: `${head}${three}${inVpc}`, workloads: workloadsOfThree },
  accessEntry: { yaml: `${head}${three}access: accessEntry\n`, workloads: workloadsOfThree },
  heartbeat: { yaml: `${head}${three}heartbeat: { url: ssm:/a }\n`, workloads: workloadsOfThree },
  dryRun: { yaml: `${head}${three}dryRun: true\n`, workloads: workloadsOfThree },
  /** The programs in two pods are asked, too. */
  probes: {
    yaml: `${head}${three}  - { probe: grafana, namespace: monitoring, pods: [db-0, db-1], port: 3000 }\n`,
    workloads: workloadsOfThree,
  },
  /** What EKS reports is watched, too. */
  eks: {
    yaml: `${head}${three}  - { kind: EKSCluster }
  - { kind: EKSNodegroup, name: "*" }
  - { kind: EKSAddon, name: coredns }
`,
    workloads: workloadsOfThree,
  },
  tickets: { yaml: `${head}${bothSeverities}`, workloads: workloadsOfThree },
  /** A program is a ticket. */
  probeTicket: {
    yaml: `${head}${three}  - { probe: grafana, namespace: monitoring, pods: [db-0], port: 3000, severity: ticket }\n`,
    workloads: workloadsOfThree,
  },
  /** Each target has a metric, too. */
  perTarget: {
    yaml: `${head.replace('name: ClusterHealth', 'name: ClusterHealth, perTarget: true')}${bothSeverities}heartbeat: { url: ssm:/a }\n`,
    workloads: workloadsOfThree,
  },
  /** One ready pod of `web` is enough. */
  spare: { yaml: `${head}${three.replace('name: web', 'name: web, mode: AtLeastOne')}`, workloads: workloadsOfThree },
  pages: {
    yaml: `${head}targets: [{ kind: Deployment, namespace: monitoring, selector: tier=page, atLeast: 240 }]\n`,
    workloads: many(250, 'page'),
  },
  forty: named(40),
  hundred: named(130),
  /** Every second object of three pages, read out of one list. */
  listed: { yaml: `${named(250, 2).yaml}read: list\n`, workloads: many(250, 'named') },
} as const satisfies Record<string, Watched>;

export type ConfigName = keyof typeof watched;

/** Writes each configuration as the function's asset has it, in a folder of its own. */
export function writeConfigs(
  directory: string,
): Readonly<Record<ConfigName, { directory: string; config: RuntimeConfig }>> {
  const entries = Object.entries(watched).map(([name, { yaml }]) => {
    const config = toRuntimeConfig(configFrom(yaml));
    const folder = join(directory, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    return [name, { directory: folder, config }] as const;
  });
  return Object.fromEntries(entries) as Record<ConfigName, { directory: string; config: RuntimeConfig }>;
}
