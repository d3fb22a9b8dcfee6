import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programsIn } from '../../support/programs';
import { ConsumerApp } from '../consumerApp';
import type { Document } from '../documents';
import { type Ground, region } from '../ground';
import { readMetric } from '../metric';
import { DeployedVigil, thisMinute } from '../vigil';
import { createReady, namespace, prometheus } from '../workload';

const stackName = `eks-vigil-${region}-prod`;
const deploy = 'npx cdk deploy --require-approval never';

/** The packed construct in the app of somebody else: a stack that moves there, the program of the README, and a token. */
export function rehearseConstruct(ground: () => Ground, page: Document): void {
  const run = (command: string) => ground().run(command);
  let app: ConsumerApp;
  let vigil: DeployedVigil | undefined;

  /** A run of the deployed function publishes 1. */
  async function publishes(name: string): Promise<void> {
    vigil?.stop();
    vigil = new DeployedVigil(ground(), name);
    const at = thisMinute();
    expect(await vigil.run(at)).toMatchObject({ value: 1, published: true });
    expect((await readMetric(ground(), vigil.stack)).get(at)).toBe(1);
  }

  beforeAll(async () => {
    await run('cp config/minimal.yaml config/prod.yaml');
    await run(`kubectl create namespace ${namespace} --dry-run=client -o yaml | kubectl apply -f -`);
    await createReady(ground().controlPlane('prod'), prometheus);
    await run('npx --no-install eks-vigil rbac --config config/prod.yaml | kubectl apply -f -');
    const { output } = await run('npx --no-install eks-vigil rbac --config config/prod.yaml');
    await run(output.split('\n')[1]?.replace(/^.*: (?=eksctl)/, '') ?? '');
    await run('npx cdk deploy -c config=config/prod.yaml --require-approval never');
    app = await ConsumerApp.create(ground(), page);
  });
  afterAll(() => vigil?.stop());

  test('the installed package has its peers only, and the command line', async () => {
    const installed = Object.keys(JSON.parse((await app.run('npm ls --all --json --omit=dev')).output).dependencies);
    expect(installed.sort()).toEqual(['aws-cdk-lib', 'constructs', 'eks-vigil']);
    expect((await app.run(page.command('npx --no-install eks-vigil --help'))).output).toContain('Usage: eks-vigil');
  });

  test('a stack of this project moves to the app: nothing is created, replaced or deleted, and a run publishes 1', async () => {
    const [, , program = ''] = programsIn('docs/construct.md');
    expect(program).toContain(`'${stackName}'`);
    app.write('app.ts', program);
    app.write('prod.yaml', readFileSync(join(ground().project, 'config/prod.yaml'), 'utf8'));
    const before = ground().journal().length;
    await app.run(deploy);
    const changes = ground().journal().slice(before);
    const others = changes.filter(({ action }) => action !== 'update').map(({ action, type }) => `${action} ${type}`);
    // What the app reports about itself: no resource is made.
    expect(others).toEqual(['create AWS::CDK::Metadata']);
    await publishes(stackName);
    await app.run('npx cdk destroy --force');
  });

  test('the program of the README is synthesized, deployed, and a run publishes 1', async () => {
    const [program = ''] = programsIn('README.md');
    app.write('app.ts', program.replace('prometheus-kps-prometheus', prometheus));
    await app.run('npx cdk synth --quiet');
    await app.run(deploy);
    await publishes('Monitoring');
    const [alarm] = vigil?.stack.resources.filter(({ physicalId }) => physicalId === `${stackName}-health`) ?? [];
    expect(alarm?.properties).toMatchObject({ AlarmActions: [expect.stringMatching(/^arn:aws:sns:.*OnCall/)] });
  });

  test('the name of the cluster is a token beside it: no name collides, and a run publishes 1', async () => {
    app.write('app.ts', withToken);
    await app.run(`${deploy} --parameters ClusterName=prod`);
    app.write('rbac.json', rbacOf(app.read('cdk.out/Payments.template.json')));
    await app.run('kubectl apply -f rbac.json');
    vigil?.stop();
    vigil = new DeployedVigil(ground(), 'Payments');
    await run(await vigil.output('MapRole'));
    await publishes('Payments');
    expect(vigil.stack.watcher.properties.Environment?.Variables).toEqual({ CLUSTER_NAME: 'prod' });
    await app.run('npx cdk destroy --force');
    expect(new DeployedVigil(ground(), 'Monitoring').stack.resources).not.toEqual([]);
  });
}

/** As in a stack that gets the name from another one. */
const withToken = `
import { App, CfnOutput, CfnParameter, Stack } from 'aws-cdk-lib';
import { EksVigil } from 'eks-vigil';

const stack = new Stack(new App(), 'Payments', { env: { region: '${region}' } });
const vigil = new EksVigil(stack, 'Vigil', {
  name: 'payments',
  cluster: { name: new CfnParameter(stack, 'ClusterName').valueAsString, region: '${region}' },
  targets: [{ kind: 'StatefulSet', namespace: '${namespace}', name: '${prometheus}' }],
});
new CfnOutput(stack, 'MapRole', { value: vigil.mapRoleCommand });
stack.addMetadata('Rbac', vigil.rbacManifest);
`;

/** A cluster of the CDK would apply it with `addManifest`. */
function rbacOf(template: string): object {
  const { Metadata } = JSON.parse(template) as { Metadata: { Rbac: object[] } };
  return { apiVersion: 'v1', kind: 'List', items: Metadata.Rbac };
}
