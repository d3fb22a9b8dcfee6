import { type Ground, region } from './ground';
import { createReady, namespace, prometheus } from './workload';

/** The stack of `config/prod.yaml`. */
export const prodStack = `eks-vigil-${region}-prod`;

/** Everything that a deployed `config/prod.yaml` needs in its cluster: namespace, target, RBAC and mapping. */
export async function prepareCluster(ground: Ground): Promise<void> {
  const rbac = 'npx --no-install eks-vigil rbac --config config/prod.yaml';
  await ground.run(`kubectl create namespace ${namespace} --dry-run=client -o yaml | kubectl apply -f -`);
  await createReady(ground.controlPlane('prod'), prometheus);
  const { output } = await ground.run(rbac);
  await ground.run(`${rbac} | kubectl apply -f -`);
  await ground.run(output.split('\n')[1]?.replace(/^.*: (?=eksctl)/, '') ?? '');
}

/** Deploys `config/prod.yaml`. */
export async function deployProd(ground: Ground): Promise<void> {
  await ground.run('npx cdk deploy -c config=config/prod.yaml --require-approval never');
}
