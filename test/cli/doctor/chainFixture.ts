import { now } from '../../support/objects/clock';
import { lease } from '../../support/objects/lease';
import type { ResourceRequest } from '../../support/servers/api/requestInfo';
import type { KubernetesObject } from '../../support/servers/api/store';
import { type ApiServer, startApiServer } from '../../support/servers/apiServer';
import { type AwsAnswers, startAwsOperations } from '../../support/servers/awsOperations';
import type { Action } from '../../support/servers/exchange';
import { type CommandResult, configText, eksVigil, type ProcessOptions, temporaryFolder } from '../commandLine';
import { kubeconfigText } from '../kubeconfigText';
import { web } from '../kubectlObjects';
import { role, working } from './chain';

/** What differs from a chain of which every link is ok. */
export interface Broken {
  /** Replaces answers of AWS. */
  readonly aws?: (server: ApiServer) => AwsAnswers;
  /** Replaces keys of the configuration. */
  readonly config?: object;
  /** Replaces keys of the configuration from which the stack is deployed. @default config */
  readonly deployed?: object;
  /** Replaces objects in the cluster. */
  readonly objects?: readonly object[];
  /** Which requests the API server authorizes, and for which impersonated group. */
  readonly authorize?: (request: ResourceRequest, group?: string) => boolean;
  readonly mayImpersonate?: boolean;
  /** Replaces the status of what the API server answers to a SelfSubjectReview. */
  readonly reviewStatus?: number;
  /** Text of the kubeconfig. */
  readonly kubeconfig?: (server: ApiServer) => string;
  /** The environment variables of the AWS credentials. */
  readonly credentials?: Readonly<Record<string, string>>;
  /** How far the clock of this machine is from that of the servers, in milliseconds. */
  readonly clock?: number;
  /** How far the clock of the API server is from that of AWS. */
  readonly apiServerClock?: number;
}

/** The command `doctor` in front of an API server and AWS. */
export interface Chain {
  readonly server: ApiServer;
  run(broken?: Broken, args?: readonly string[], options?: ProcessOptions): Promise<CommandResult>;
  stop(): Promise<void>;
}

export const target = { kind: 'Deployment', namespace: 'shop', name: 'web' };

/** ConfigMap `aws-auth` with these entries. */
export function awsAuth(mapRoles: string | readonly object[]): object {
  const text = typeof mapRoles === 'string' ? mapRoles : JSON.stringify(mapRoles);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'aws-auth', namespace: 'kube-system' },
    data: { mapRoles: text },
  };
}

const identity = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI' };

function withReviewStatus(status: number): Action {
  const body = Buffer.from(JSON.stringify({ kind: 'Status', message: 'refused for the test', code: status }));
  return ({ request, send, pass }) =>
    request.url?.endsWith('/selfsubjectreviews')
      ? send({ status, headers: { 'content-type': 'application/json' }, body })
      : pass();
}

export async function startChain(): Promise<Chain> {
  let broken: Broken = {};
  let answers: AwsAnswers = {};
  const folder = temporaryFolder();
  const server = await startApiServer({
    cluster: 'prod',
    identities: 'any',
    now: () => now + (broken.apiServerClock ?? 0),
    authorize: (request, group) => broken.authorize?.(request, group) !== false,
    mayImpersonate: () => broken.mayImpersonate !== false,
  });
  const aws = await startAwsOperations(
    () => answers,
    () => now,
  );
  const objects = [
    lease(),
    web(3),
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    awsAuth([{ rolearn: role, username: 'eks-vigil', groups: ['eks-vigil'] }]),
  ];
  return {
    server,
    run: async (given = {}, args = [], options = {}) => {
      broken = given;
      for (const object of [...objects, ...(given.objects ?? [])]) server.put(object as KubernetesObject);
      const { reviewStatus } = given;
      if (reviewStatus !== undefined) server.script({ any: withReviewStatus(reviewStatus) });
      const text = configText([target], given.config);
      answers = { ...working(server, configText([target], given.deployed ?? given.config)), ...given.aws?.(server) };
      const env = { AWS_EC2_METADATA_DISABLED: 'true', AWS_ENDPOINT_URL: aws.url, HOME: folder.path };
      for (const name of Object.keys(identity)) delete process.env[name];
      Object.assign(process.env, env, given.credentials ?? identity);
      const kubeconfig = folder.write('kubeconfig', given.kubeconfig?.(server) ?? kubeconfigText(server));
      const file = folder.write('prod.yaml', text);
      return eksVigil(['doctor', '--config', file, '--kubeconfig', kubeconfig, ...args], {
        now: () => now + (given.clock ?? 0),
        ...options,
      });
    },
    stop: async () => {
      await Promise.all([server.stop(), aws.stop()]);
      folder.remove();
    },
  };
}
