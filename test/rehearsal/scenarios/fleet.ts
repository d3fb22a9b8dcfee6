import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeployedStack } from '../deployedStack';
import type { Document } from '../documents';
import { account, type Ground, region } from '../ground';
import { readMetric } from '../metric';
import type { CommandFailure } from '../shell';
import { DeployedVigil, thisMinute } from '../vigil';
import { createReady, namespace, prometheus } from '../workload';

const otherAccount = '444455556666';
const fleet = [
  { file: 'prod', cluster: 'prod', account },
  { file: 'staging', cluster: 'staging', account },
  { file: 'other-prod', cluster: 'prod', account: otherAccount },
] as const;
const prod = `eks-vigil-${region}-prod`;

/** Two accounts and three clusters, two of which have the same name; deployed and destroyed with `--all`. */
export function rehearseFleet(ground: () => Ground, readme: Document, runbook: Document, fleets: Document): void {
  const run = (command: string) => ground().run(command);
  const failureOf = (command: string) =>
    run(command).then(
      ({ text }) => `it succeeded: ${text}`,
      ({ result }: CommandFailure) => result.text,
    );
  /** Credentials of the other account, as environment variables. */
  let other: Record<string, string>;

  beforeAll(async () => {
    other = await ground().signIn(otherAccount);
    const config = join(ground().project, 'config');
    for (const file of readdirSync(config)) if (!/^(minimal|example|config\.)/.test(file)) rmSync(join(config, file));
    const minimal = readFileSync(join(config, 'minimal.yaml'), 'utf8');
    for (const one of fleet) {
      const text = minimal
        .replace('region: ', `account: "${one.account}", region: `)
        .replaceAll(/(name|value): prod\b/g, `$1: ${one.cluster}`);
      writeFileSync(join(config, `${one.file}.yaml`), text);
    }
    await Promise.all(fleet.slice(1).map((one) => ground().startCluster(one.cluster, one.account)));
  });

  afterAll(() => Promise.all(fleet.slice(1).map((one) => ground().stopCluster(one.cluster, one.account))));

  test('the other account is bootstrapped so that it trusts the own one', async () => {
    const command = fleets
      .command('npx cdk bootstrap --trust')
      .replace('POLICY_ARN', 'arn:aws:iam::aws:policy/AdministratorAccess');
    await ground().run(command, other);
  });

  test('RBAC and mapping of each cluster, with an account in the file', async () => {
    for (const one of fleet) {
      const controlPlane = ground().controlPlane(one.cluster, one.account);
      const inCluster = { KUBECONFIG: controlPlane.kubeconfig };
      await ground().run(
        `kubectl create namespace ${namespace} --dry-run=client -o yaml | kubectl apply -f -`,
        inCluster,
      );
      await createReady(controlPlane, prometheus);
      const command = `npx --no-install eks-vigil rbac --config config/${one.file}.yaml`;
      await ground().run(`${command} | kubectl apply -f -`, inCluster);
      const { output: manifest } = await run(command);
      const map = manifest.split('\n')[1]?.replace(/^.*: (?=eksctl)/, '') ?? '';
      expect(map).toContain(`--arn arn:aws:iam::${one.account}:role/eks-vigil-${region}-${one.cluster} `);
      await ground().run(map, { ...inCluster, ...(one.account === account ? {} : other) });
    }
  });

  test('three files are deployed with --all only, and each function publishes 1 in its account', async () => {
    const command = readme.command('npx cdk deploy --all');
    // Each line is the id, and the name of the stack if it differs.
    const listed = (await run('npx cdk list')).output.trim().split('\n');
    expect(listed.map((line) => line.split(' ')[0]).sort()).toEqual([
      `${prod}.${account}`,
      `${prod}.${otherAccount}`,
      `eks-vigil-${region}-staging`,
    ]);
    await run(`${command} --require-approval never --concurrency 3`);
    // `--app` takes the stacks that were just synthesized.
    expect(await failureOf(`${readme.command('npx cdk deploy')} --app cdk.out`)).toMatch(/--all/);
    for (const one of fleet) {
      const env = one.account === account ? {} : other;
      const name = `eks-vigil-${region}-${one.cluster}`;
      const vigil = new DeployedVigil(ground(), name, { ...one, env });
      // An earlier scenario has published 0 for the cluster of this name.
      const at = thisMinute();
      expect(await vigil.run(at)).toMatchObject({ value: 1, published: true });
      const values = await readMetric(ground(), vigil.stack);
      expect(values.get(at)).toBe(1);
      vigil.stop();
    }
  });

  test('all are destroyed', async () => {
    const command = runbook.command('npx cdk destroy');
    expect(await failureOf(`${command} --force --app cdk.out`)).toMatch(/--all/);
    await run(`${command} --all --force`);
    const left = fleet.map(({ cluster, account: inAccount }) => {
      const { resources } = new DeployedStack(ground(), `eks-vigil-${region}-${cluster}`, { account: inAccount });
      return resources;
    });
    expect(left).toEqual([[], [], []]);
  });
}
