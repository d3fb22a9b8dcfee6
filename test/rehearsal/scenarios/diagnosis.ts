import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { account, type Ground, region } from '../ground';
import { deployProd, prepareCluster, prodStack } from '../prodStack';
import type { CommandFailure, Result } from '../shell';
import { DeployedVigil } from '../vigil';
import { namespace } from '../workload';

interface LinkOutput {
  readonly link: string;
  readonly state: string;
  readonly evidence: string;
  readonly fix?: string;
}

/** A link that is broken in the deployed stack or in the cluster. */
interface Broken {
  readonly link: string;
  readonly name: string;
  /** Commands that break it. @default - none */
  readonly by?: (stack: DeployedVigil['stack']) => readonly string[];
  /** Changes the configuration file. */
  readonly config?: (text: string) => string;
  readonly env?: Readonly<Record<string, string>>;
  /** @default failing */
  readonly state?: 'unknown';
  readonly evidence: RegExp;
  /** Commands that repair it. `fix`: those that the command printed. @default - none */
  readonly repair?: 'fix' | readonly string[];
}

const file = 'config/prod.yaml';
const topic = `arn:aws:sns:${region}:${account}:on-call`;
const queue = `arn:aws:sqs:${region}:${account}:on-call`;
const subscribe = `aws sns subscribe --topic-arn ${topic} --protocol sqs --notification-endpoint ${queue}`;

/** In this order: each is repaired, but for the last. */
const links: readonly Broken[] = [
  {
    link: 'credentials',
    name: 'no credentials',
    env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '' },
    evidence: /^no AWS credentials/,
  },
  {
    link: 'cluster',
    name: 'another cluster in the file',
    config: (text) => text.replace(/name: prod\b/, 'name: absent'),
    evidence: /^there is no cluster absent in eu-central-1/,
  },
  { link: 'kubeconfig', name: 'no kubeconfig', env: { KUBECONFIG: '/dev/null' }, state: 'unknown', evidence: /./ },
  {
    link: 'authentication',
    name: 'an access entry in a cluster with aws-auth only',
    config: (text) => `${text}access: accessEntry\n`,
    evidence: /^mode CONFIG_MAP, access: accessEntry: access entries have no effect/,
  },
  {
    link: 'mapping',
    name: 'a mapping that was deleted',
    by: () => [
      `eksctl delete iamidentitymapping --cluster prod --region ${region} --arn arn:aws:iam::${account}:role/${prodStack} --all`,
    ],
    evidence: /^aws-auth has no entry for .*role\/eks-vigil-eu-central-1-prod$/,
    repair: 'fix',
  },
  {
    link: 'permissions',
    name: 'a RoleBinding that was deleted',
    by: () => [`kubectl delete rolebinding eks-vigil -n ${namespace}`],
    evidence: /^group eks-vigil lacks \d of \d permissions/,
    repair: 'fix',
  },
  {
    link: 'stack',
    name: 'a file that is not deployed',
    config: (text) => `${text}grace: 20m\n`,
    evidence: /is \w+_COMPLETE with configuration \w{12}, but config\/prod\.yaml is \w{12}$/,
  },
  {
    link: 'schedule',
    name: 'a schedule that is disabled',
    by: (stack) => [disableSchedule(stack.one('AWS::Scheduler::Schedule').physicalId)],
    evidence: /is DISABLED, cron\(\* \* \* \* \? \*\)$/,
    repair: 'fix',
  },
  {
    link: 'alarms',
    name: 'actions that are disabled',
    by: () => [`aws cloudwatch disable-alarm-actions --alarm-names ${prodStack}-health`],
    evidence: /^the actions of eks-vigil-eu-central-1-prod-health are disabled$/,
    repair: 'fix',
  },
  {
    link: 'heartbeat',
    name: 'a parameter that was deleted',
    by: () => ['aws ssm delete-parameter --name /eks-vigil/heartbeat'],
    evidence: /^the parameter \/eks-vigil\/heartbeat does not exist$/,
    repair: 'fix',
  },
  {
    link: 'topics',
    name: 'a topic that was deleted',
    by: () => [`aws sns delete-topic --topic-arn ${topic}`],
    evidence: /^the topic arn:aws:sns:\S+:on-call does not exist$/,
    repair: ['aws sns create-topic --name on-call', subscribe],
  },
];

/** The update of a schedule replaces everything. */
function disableSchedule(name: string): string {
  const target = `$(aws scheduler get-schedule --name ${name} --query Target --output json)`;
  const kept = `--schedule-expression 'cron(* * * * ? *)' --flexible-time-window Mode=OFF --target "${target}"`;
  return `aws scheduler update-schedule --name ${name} --state DISABLED ${kept}`;
}

/** The links of a deployed vigil are broken one after the other, and `doctor` names each one. */
export function rehearseDiagnosis(ground: () => Ground): void {
  const run = (command: string) => ground().run(command);
  let vigil: DeployedVigil;
  let text: string;
  /** Links that must not be failing again. */
  const repaired = new Set<string>();

  async function diagnose(env: Readonly<Record<string, string>> = {}): Promise<LinkOutput[]> {
    const { output } = await ground()
      .run(`npx --no-install eks-vigil doctor --config ${file} --output json`, env)
      .catch(({ result }: CommandFailure): Result => result);
    return JSON.parse(output).links;
  }

  beforeAll(async () => {
    await run(`aws sns create-topic --name on-call`);
    await run(subscribe);
    const minimal = readFileSync(join(ground().project, 'config/minimal.yaml'), 'utf8');
    await run('aws ssm put-parameter --overwrite --type SecureString --name /eks-vigil/heartbeat --value any');
    text = `${minimal}heartbeat: { url: "ssm:/eks-vigil/heartbeat" }\nalarms: { page: { actions: ["${topic}"] }, ticket: { actions: ["${topic}"] } }\n`;
    writeFileSync(join(ground().project, file), text);
    await prepareCluster(ground());
    await deployProd(ground());
    vigil = new DeployedVigil(ground(), prodStack);
  });

  test.each(links.map((one): [string, string, Broken] => [one.link, one.name, one]))(
    '%s: %s',
    async (_, __, broken) => {
      const { link, by, config, env, state = 'failing', evidence, repair = [] } = broken;
      for (const command of by?.(vigil.stack) ?? []) await run(command);
      if (config !== undefined) writeFileSync(join(ground().project, file), config(text));
      const diagnosis = await diagnose(env);
      writeFileSync(join(ground().project, file), text);
      const found = diagnosis.find((one) => one.link === link);
      expect(found).toMatchObject({ state, evidence: expect.stringMatching(evidence) });
      repaired.delete(link);
      const isOnlyThis = config === undefined && env === undefined;
      const again = diagnosis.filter((one) => isOnlyThis && repaired.has(one.link) && one.state === 'failing');
      expect(again).toEqual([]);
      const commands = repair === 'fix' ? (found?.fix ?? '').split('\n') : repair;
      for (const command of commands) await run(command);
      if (commands.length > 0) repaired.add(link);
    },
  );
}
