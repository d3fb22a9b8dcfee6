import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { resourceOf, type Template } from '../../support/synthesis';
import { account, type Ground, region } from '../ground';
import { readMetric } from '../metric';
import { DeployedVigil, thisMinute } from '../vigil';

const stackName = `eks-vigil-${region}-prod`;
const minute = 60_000;
/**
 * What the CDK made of config/minimal.yaml before `name`, `network`, `access` and the fleet: commit 5e8e5e1, with the packages of
 * its own lockfile. The template names the code by the hash that it has.
 */
const before = {
  template: join(__dirname, '../upgrade/template.json'),
  code: join(__dirname, '../upgrade/function.zip'),
};

/** A stack of an earlier version is updated in place, while its schedule goes on. RBAC and mapping are those of the fleet. */
export function rehearseUpgrade(ground: () => Ground): void {
  const run = (command: string) => ground().run(command);

  test('an upgrade replaces no resource that has a name, and the metric has a value for each minute', async () => {
    for (const name of ['staging', 'other-prod']) rmSync(join(ground().project, `config/${name}.yaml`));
    await run('cp config/minimal.yaml config/prod.yaml');
    await deployEarlierVersion(ground());
    const vigil = new DeployedVigil(ground(), stackName);
    const earlier = vigil.stack;
    const started = thisMinute();
    expect(await vigil.run(started)).toMatchObject({ value: 1, published: true });
    const journalBefore = ground().journal().length;

    let isDeployed = false;
    const deployment = run('npx cdk deploy --require-approval never').finally(() => {
      isDeployed = true;
    });
    const failures: unknown[] = [];
    let scheduled = started;
    // The schedule leaves no minute out, also when a run takes longer than one.
    const runNext = async () => {
      scheduled = Math.min(scheduled + minute, thisMinute());
      const response = await vigil.run(scheduled);
      if (response.published !== true) failures.push(response);
    };
    while (!isDeployed) await runNext();
    await deployment;
    const ended = thisMinute() + minute;
    await sleep(ended - Date.now());
    while (scheduled < ended) await runNext();
    vigil.stop();

    expect(failures).toEqual([]);
    const changes = ground().journal().slice(journalBefore);
    const functions = changes.filter(({ type }) => type === 'AWS::Lambda::Function');
    expect(functions.map(({ action }) => action)).toEqual(['update']);
    expect(changes.filter(({ action }) => action === 'replace' || action === 'delete')).toEqual([]);
    const kept = (stack: DeployedVigil['stack']) => stack.resources.map(({ physicalId }) => physicalId);
    expect(kept(vigil.stack)).toEqual(expect.arrayContaining(kept(earlier)));
    const values = await readMetric(ground(), vigil.stack);
    const minutes = Array.from({ length: (ended - started) / minute + 1 }, (_, index) => started + index * minute);
    expect(minutes.map((one) => values.get(one))).toEqual(minutes.map(() => 1));
  });
}

async function deployEarlierVersion(ground: Ground): Promise<void> {
  const template = JSON.parse(readFileSync(before.template, 'utf8')) as Template;
  const { S3Key } = resourceOf(template, 'AWS::Lambda::Function').Properties.Code as { S3Key: string };
  const bucket = `cdk-hnb659fds-assets-${account}-${region}`;
  await ground.aws(`s3api put-object --bucket ${bucket} --key ${S3Key} --body ${before.code}`);
  await ground.run(
    `aws cloudformation deploy --stack-name ${stackName} --template-file ${before.template} --capabilities CAPABILITY_NAMED_IAM`,
  );
}
