import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../cluster/until';
import type { Document } from '../documents';
import { account, type Ground, region } from '../ground';
import { readMetric } from '../metric';
import type { CommandFailure } from '../shell';
import { DeployedVigil, thisMinute } from '../vigil';
import { crash, createReady, mappedRoles, namespace, prometheus } from '../workload';

const stackName = 'eks-vigil-eu-central-1-prod';
const roleArn = `arn:aws:iam::${account}:role/${stackName}`;
const publisher = `arn:aws:iam::${account}:role/alertmanager`;
const topic = `arn:aws:sns:${region}:${account}:on-call`;
const workers = { status: 'ACTIVE', health: { issues: [] } };
const inCi = '--require-approval never';

/** The steps of the README, the changes and the test of the runbook, a crash loop, a lost mapping, and the way back. */
export function rehearseDeployment(ground: () => Ground, readme: Document, runbook: Document): void {
  const run = (command: string) => ground().run(command);
  const runbookCommand = (beginning: string) => runbook.command(beginning).replaceAll('NAME.yaml', 'prod.yaml');
  const config = () => join(ground().project, 'config/prod.yaml');
  const unmap = () =>
    runbook
      .command('eksctl delete iamidentitymapping')
      .replace('NAME', 'prod')
      .replace('REGION', region)
      .replace('ROLE_ARN', roleArn);
  const failureOf = (command: string) =>
    run(command).then(
      ({ text }) => `it succeeded: ${text}`,
      ({ result }: CommandFailure) => result.text,
    );
  let vigil: DeployedVigil;
  beforeAll(() => {
    vigil = new DeployedVigil(ground(), stackName);
  });
  afterAll(() => vigil.stop());

  test('README, step 1: configure', async () => {
    await run(readme.command('cp config/minimal.yaml'));
    await run(readme.command('npx --no-install eks-vigil validate'));
    await run(readme.command('npx --no-install eks-vigil --help'));
  });

  test('README, step 2: the manifest is applied in part while a namespace is missing, and again in whole', async () => {
    const command = readme.command('npx --no-install eks-vigil rbac');
    expect(await failureOf(command)).toContain(`namespaces "${namespace}" not found`);
    await run(`kubectl create namespace ${namespace}`);
    await createReady(ground().controlPlane('prod'), prometheus);
    await run(command);
    await run(readme.command('npx --no-install eks-vigil check'));
    expect((await run(readme.command('kubectl get deploy,sts'))).text).toContain('Healthy');
  });

  test('README, step 1: discover replaces no file, and writes a valid one with what is in the cluster', async () => {
    const command = readme.command('npx --no-install eks-vigil discover');
    expect(await failureOf(command)).toContain('config/prod.yaml exists, and is not overwritten');
    const { text } = await run(command.replace('config/prod.yaml', 'discovered.yaml'));
    expect(text).toContain('valid (1 target)');
    expect(text).toMatch(new RegExp(`Healthy +StatefulSet +${namespace} +${prometheus}`));
  });

  test('README, step 3: the line that rbac prints is the one in the text, and a second run changes nothing', async () => {
    const { output } = await run('npx --no-install eks-vigil rbac --config config/prod.yaml');
    const command = readme.command('eksctl create iamidentitymapping');
    expect(output.split('\n')[1]).toBe(`# Map the function's role to the group: ${command}`);
    await run(command);
    await run(command);
    expect(await mappedRoles(ground().controlPlane('prod'))).toEqual([roleArn]);
  });

  test('README, step 4: the deployment asks on a terminal, and needs an option without one', async () => {
    const command = readme.command('npx cdk deploy');
    expect(await failureOf(command)).toContain('terminal (TTY) is not attached');
    const { text } = await run(`"${ground().tools.python}" "${join(__dirname, '../terminal.py')}" ${command}`);
    expect(text).toContain('questions: 1');
    const types = ground()
      .journal()
      .flatMap(({ stack, type }) => (stack === stackName ? type.split('::')[2] : []));
    // The function can write its log and has its permissions before the first run, and the alarms come after it.
    expect(types.indexOf('Schedule')).toBeGreaterThan(types.lastIndexOf('Role'));
    expect(types.indexOf('Alarm')).toBeGreaterThan(types.indexOf('Schedule'));
    await run('npx cdk diff --fail');
  });

  test('README, step 5: a scheduled run publishes 1', async () => {
    const at = thisMinute();
    expect(await vigil.run()).toMatchObject({ value: 1, published: true });
    const values = await readMetric(ground(), vigil.stack);
    expect([...values].filter(([minute, value]) => minute >= at && value === 1)).toHaveLength(1);
    expect(await vigil.output('MapRole')).toContain(`--arn ${roleArn} `);
  });

  test('runbook: the event of the test button publishes nothing', async () => {
    const before = await readMetric(ground(), vigil.stack);
    expect(await vigil.invoke({ key1: 'value1' })).toMatchObject({ value: 1, published: false });
    expect(await readMetric(ground(), vigil.stack)).toEqual(before);
  });

  test('README, step 5, and runbook: a changed file with actions and another target is deployed', async () => {
    await createReady(ground().controlPlane('prod'), 'alertmanager');
    ground().setNodegroups({ workers });
    const target = `targets:
  - { kind: EKSNodegroup, name: workers }
  - { kind: StatefulSet, namespace: ${namespace}, name: alertmanager }`;
    writeFileSync(config(), readFileSync(config(), 'utf8').replace(/^targets:/m, target));
    appendFileSync(config(), `alarms: { page: { actions: ["${topic}"] }, ticket: { actions: ["${topic}"] } }\n`);
    appendFileSync(config(), `watchdog: { topic: true, publisher: "${publisher}" }\n`);
    await run(runbookCommand('npx --no-install eks-vigil validate'));
    const { text } = await run(runbookCommand('npx --no-install eks-vigil rbac --config config/NAME.yaml |'));
    expect(text).toContain('configured');
    await run(runbookCommand('npx --no-install eks-vigil check'));
    await run(`${runbookCommand('npx cdk deploy')} ${inCi}`);
    const targets = [{ name: 'alertmanager' }, {}, { kind: 'EKSNodegroup', name: 'workers', reason: 'Active' }];
    expect(await vigil.run()).toMatchObject({ value: 1, published: true, targets });
    const { output } = await run('npx --no-install eks-vigil rbac --config config/prod.yaml');
    expect(output).toContain(`; hash ${await vigil.output('RbacHash')}\n`);
    expect(vigil.stack.one('AWS::CloudWatch::Alarm', `${stackName}-health`).properties).toMatchObject({
      AlarmActions: [topic],
      OKActions: [topic],
    });
  });

  test('the topic for the Watchdog has the name of the documents, and a policy that lets the publisher publish by TLS', async () => {
    const arn = await vigil.output('WatchdogTopicArn');
    expect(arn).toBe(`arn:aws:sns:${region}:${account}:${stackName}-watchdog`);
    const { Attributes } = await ground().aws<{ Attributes: { Policy: string; KmsMasterKeyId?: string } }>(
      `sns get-topic-attributes --topic-arn ${arn}`,
    );
    expect(Attributes.KmsMasterKeyId ?? '').toBe('');
    expect(JSON.parse(Attributes.Policy).Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Principal: '*', Resource: arn }),
      expect.objectContaining({ Effect: 'Allow', Principal: { AWS: publisher }, Action: 'sns:Publish', Resource: arn }),
    ]);
    expect(vigil.stack.one('AWS::CloudWatch::Alarm', `${stackName}-watchdog`).properties).toMatchObject({
      AlarmActions: [topic],
    });
  });

  test('runbook: the command in NotifyAgain sets the alarm to INSUFFICIENT_DATA', async () => {
    await run(await vigil.output('NotifyAgain'));
    const { MetricAlarms } = await ground().aws<{ MetricAlarms: { StateValue: string }[] }>(
      `cloudwatch describe-alarms --alarm-names ${stackName}-health`,
    );
    expect(MetricAlarms.map(({ StateValue }) => StateValue)).toEqual(['INSUFFICIENT_DATA']);
  });

  test('what EKS reports of a node group publishes 0 until it is solved', async () => {
    const issue = { code: 'InsufficientFreeAddresses', message: 'no free addresses', resourceIds: ['subnet-1'] };
    ground().setNodegroups({ workers: { status: 'DEGRADED', health: { issues: [issue] } } });
    const degraded = { name: 'workers', reason: 'Degraded', message: expect.stringContaining('(subnet-1)') };
    expect(await vigil.run()).toMatchObject({ value: 0, published: true, targets: [{}, {}, degraded] });
    ground().setNodegroups({});
    const missing = { name: 'workers', verdict: 'Unhealthy', reason: 'NotFound' };
    expect(await vigil.run()).toMatchObject({ value: 0, published: true, targets: [{}, {}, missing] });
    ground().setNodegroups({ workers });
    expect(await vigil.run()).toMatchObject({ value: 1 });
  });

  test('a crash loop publishes 0', async () => {
    await crash(ground().controlPlane('prod'), 'alertmanager');
    const at = thisMinute();
    expect(await vigil.run(at)).toMatchObject({ value: 0, published: true });
    expect((await readMetric(ground(), vigil.stack)).get(at)).toBe(0);
  });

  test('without the mapping, a run publishes nothing and says what to do; the mapping repairs it', async () => {
    const { output } = await run('npx --no-install eks-vigil rbac --config config/prod.yaml');
    const map = output.split('\n')[1]?.replace(/^.*: (?=eksctl)/, '') ?? '';
    // As a command of an earlier version did, which left a duplicate.
    await run(map.replace(' --no-duplicate-arns', ''));
    await run(unmap());
    expect(await mappedRoles(ground().controlPlane('prod'))).toEqual([]);
    const refused = await until(
      () => 'the cluster still accepts the role',
      async () => {
        const response = await vigil.run();
        return response.errorType === undefined ? undefined : response;
      },
    );
    expect(refused.errorType).toBe('HealthUnknown');
    expect(refused.errorMessage).toContain('Unauthorized');
    expect(refused.errorMessage).toContain(map.replace(/\$\(.*\)/, account));
    await run(map);
  });

  test('runbook: uninstalling leaves only what the runbook says', async () => {
    await run(`${runbook.command('npx cdk destroy')} --force`);
    expect(vigil.stack.resources).toEqual([]);
    const listed = runbook.command('kubectl get role,rolebinding');
    expect((await run(listed)).text).toContain('eks-vigil');
    await run(runbook.command('kubectl delete role,rolebinding,clusterrole,clusterrolebinding'));
    await run(unmap());
    expect((await run(listed)).output).toBe('');
    expect(await mappedRoles(ground().controlPlane('prod'))).toEqual([]);
    const { objects = [], ...others } = await leftovers(ground());
    expect(others).toEqual({
      stacks: ['CDKToolkit'],
      functions: [],
      logGroups: [],
      schedules: [],
      alarms: [],
      topics: [],
      roles: [],
      metrics: ['ClusterHealth', 'ClusterHealthShortTargets'],
    });
    // What the deployments uploaded: the code of the function, and the template before and after the change.
    const templates = objects.filter((key) => /^[0-9a-f]{64}\.json$/.test(key));
    expect(templates).toHaveLength(2);
    expect(objects.filter((key) => !templates.includes(key))).toEqual(deployedCode(ground()));
  });
}

/** The keys of the function's code in the bucket of the bootstrap stack. */
function deployedCode(ground: Ground): string[] {
  const code = ground
    .journal()
    .filter(({ stack, type }) => stack === stackName && type === 'AWS::Lambda::Function')
    .flatMap(({ properties }) => (properties === null ? [] : [(properties.Code as { S3Key: string }).S3Key]));
  return [...new Set(code)].sort();
}

/** What of eks-vigil the services still have. */
async function leftovers(ground: Ground): Promise<Record<string, string[]>> {
  const list = async (command: string, query: string) =>
    (await ground.aws<string[] | null>(`${command} --query '${query}'`)) ?? [];
  const bucket = `cdk-hnb659fds-assets-${account}-${region}`;
  return {
    stacks: await list('cloudformation describe-stacks', 'Stacks[].StackName'),
    functions: await list('lambda list-functions', 'Functions[].FunctionName'),
    logGroups: await list('logs describe-log-groups', 'logGroups[].logGroupName'),
    schedules: await list('scheduler list-schedules', 'Schedules[].Name'),
    alarms: await list('cloudwatch describe-alarms', 'MetricAlarms[].AlarmName'),
    topics: await list('sns list-topics', 'Topics[].TopicArn'),
    roles: await list('iam list-roles', 'Roles[?starts_with(RoleName, `eks-vigil`)].RoleName'),
    metrics: await list('cloudwatch list-metrics --namespace EksVigil', 'sort(Metrics[].MetricName)'),
    objects: await list(`s3api list-objects-v2 --bucket ${bucket}`, 'sort(Contents[].Key)'),
  };
}
