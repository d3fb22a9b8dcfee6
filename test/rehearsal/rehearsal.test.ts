import { apply, statefulSet, waitFor } from '../cluster/workloads';
import { DeployedFunction } from './deployedFunction';
import { DeployedStack } from './deployedStack';
import { Ground } from './ground';
import { readMetric } from './metric';
import { scheduledEvent } from './scheduler';

let ground: Ground;
beforeAll(async () => {
  ground = await Ground.start();
  await ground.startCluster('prod');
});
afterAll(() => ground.stop());

const name = 'prometheus-kube-prometheus-stack-prometheus';
const stackName = 'eks-vigil-eu-central-1-prod';
const minute = 60_000;
const fullMinute = () => Math.floor(Date.now() / minute) * minute;

test('a scheduled run of the deployed function publishes 1', async () => {
  const controlPlane = ground.controlPlane('prod');
  await controlPlane.kubectl(['create', 'namespace', 'monitoring']);
  await apply(controlPlane, [statefulSet(name, { namespace: 'monitoring', spec: { replicas: 2 } })]);
  await waitFor<{ status?: { readyReplicas?: number } }>(
    controlPlane,
    `statefulset/${name}`,
    ({ status }) => status?.readyReplicas === 2,
    'monitoring',
  );
  await ground.run('cp config/minimal.yaml config/prod.yaml');
  await ground.run('npx --no-install eks-vigil check --config config/prod.yaml');
  await ground.run('npx --no-install eks-vigil rbac --config config/prod.yaml | kubectl apply -f -');
  const { output } = await ground.run('npx --no-install eks-vigil rbac --config config/prod.yaml');
  await ground.run(/^# Map the function's role to the group: (.*)$/m.exec(output)?.[1] ?? 'false');
  await ground.run('npx cdk bootstrap');
  await ground.run('npx cdk deploy --require-approval never');

  const stack = new DeployedStack(ground, stackName);
  const vigil = await DeployedFunction.start(ground, stack);
  const at = fullMinute();
  const response = await vigil.invoke(await scheduledEvent(ground, stack, new Date(at)));

  expect(response).toMatchObject({ value: 1, published: true });
  expect(await readMetric(ground, stack)).toEqual(new Map([[at, 1]]));
});
