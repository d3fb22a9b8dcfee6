import { rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { createAuthority } from '../../support/servers/certificates';
import { HeartbeatServer } from '../../support/servers/heartbeatServer';
import { type Change, changeAlarm } from '../alarmEvents';
import { DeployedFunction } from '../deployedFunction';
import { account, type Ground, region } from '../ground';
import { type DeployedVigil, thisMinute } from '../vigil';
import { crash, createReady, namespace, prometheus } from '../workload';

/** The topic of `notify`. */
export const messagesTopic = `arn:aws:sns:${region}:${account}:messages`;

const queue = `https://sqs.${region}.amazonaws.com/${account}/messages`;
const minute = 60_000;
const target = `StatefulSet ${namespace}/${prometheus}`;

/** What SNS sends to a queue. */
interface Message {
  readonly Subject: string;
  readonly Message: string;
}

interface Deployed {
  readonly vigil: DeployedVigil;
  readonly heartbeat: HeartbeatServer;
}

/**
 * Starts a dead man's switch, which the containers trust, and stores its address. The same server passes requests to the Parameter
 * Store on, because the function signs them over TLS only.
 */
export async function startHeartbeat(ground: Ground): Promise<HeartbeatServer> {
  const authority = await createAuthority('heartbeat');
  const certificate = join(ground.folder, 'heartbeat.pem');
  writeFileSync(certificate, authority.certificatePem);
  const server = await HeartbeatServer.start(
    await authority.issue({ commonName: 'heartbeat', ipAddresses: ['127.0.0.1'] }),
  );
  server.answerParameter = (incoming, outgoing) => {
    const { method, headers } = incoming;
    const passed = request(ground.endpoint, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(passed);
  };
  Object.assign(ground.containerEnvironment, { NODE_EXTRA_CA_CERTS: certificate, AWS_ENDPOINT_URL_SSM: server.url });
  const parameter = { Name: '/eks-vigil/heartbeat', Type: 'SecureString', Value: `${server.url}/ping/rehearsal` };
  // Version 1 of the AWS CLI would read what is at the URL, if it were an argument.
  await ground.run(`aws ssm put-parameter --cli-input-json '${JSON.stringify(parameter)}'`);
  return server;
}

/** Creates the topic of `notify`, and a queue that gets its messages. */
export async function createMessagesTopic(ground: Ground): Promise<void> {
  await ground.run('aws sns create-topic --name messages');
  await sqs(ground, 'create-queue --queue-name messages');
  const endpoint = `arn:aws:sqs:${region}:${account}:messages`;
  await ground.run(`aws sns subscribe --topic-arn ${messagesTopic} --protocol sqs --notification-endpoint ${endpoint}`);
}

/** Version 1 of the AWS CLI has an address of its own for SQS. */
function sqs<T>(ground: Ground, command: string): Promise<T> {
  return ground.aws<T>(`sqs ${command} --endpoint-url ${ground.endpoint}`);
}

/** The deployed stack calls a dead man's switch, and its notifier tells a topic why the alarms change. */
export function rehearseNotification(ground: () => Ground, deployed: () => Deployed): void {
  const start = thisMinute();
  let notifier: DeployedFunction;

  /** Runs, and brings the line that the run logged to the log group: Lambda does that. */
  async function runAndLog(...at: readonly number[]): Promise<unknown> {
    const { vigil } = deployed();
    const result = await vigil.run();
    const file = join(ground().folder, 'lines.json');
    const { LogGroup } = vigil.stack.watcher.properties.LoggingConfig;
    const logEvents = at.map((timestamp) => ({ timestamp, message: vigil.lastLine() }));
    const stream = `run-${at[0]}`;
    await ground().run(`aws logs create-log-stream --log-group-name ${LogGroup} --log-stream-name ${stream}`);
    writeFileSync(file, JSON.stringify({ logGroupName: LogGroup, logStreamName: stream, logEvents }));
    await ground().run(`aws logs put-log-events --cli-input-json file://${file}`);
    return result;
  }

  /** The messages that arrive after a change of an alarm. */
  async function messagesOf(change: Omit<Change, 'invokes'>): Promise<Message[]> {
    const { stack } = deployed().vigil;
    const event = await changeAlarm(ground(), stack, { ...change, invokes: stack.notifier });
    expect(await notifier.invoke(event)).toBeNull();
    const received = await sqs<{ Messages?: { Body: string }[] } | null>(
      ground(),
      `receive-message --queue-url ${queue} --max-number-of-messages 10 --visibility-timeout 43200`,
    );
    return (received?.Messages ?? []).map(({ Body }) => JSON.parse(Body) as Message);
  }

  beforeAll(async () => {
    const { stack } = deployed().vigil;
    notifier = await DeployedFunction.start(ground(), stack, stack.notifier);
  });
  afterAll(() => notifier?.stop());

  test('a value of 1 calls the address of the heartbeat, and 0 that of a failure', async () => {
    const { heartbeat } = deployed();
    heartbeat.requests.length = 0;
    expect(await runAndLog(start)).toMatchObject({ value: 1, published: true });
    expect(heartbeat.requests).toEqual(['GET /ping/rehearsal']);
    await crash(ground().controlPlane('prod'), prometheus);
    expect(await runAndLog(start + minute)).toMatchObject({ value: 0, published: true });
    expect(heartbeat.requests).toEqual(['GET /ping/rehearsal', 'GET /ping/rehearsal/fail']);
    expect(deployed().vigil.lastLine()).not.toMatch(/heartbeatFailure|\/ping/);
  });

  test('the message about a failing target has the target, and what to do first', async () => {
    const change = { role: 'health', state: 'ALARM', at: start + 2 * minute, values: [0, 0, 0] } as const;
    const [message, ...others] = await messagesOf(change);
    expect(others).toEqual([]);
    expect(message?.Subject).toMatch(
      /^\[prod\] ALARM: 1 of 1 unhealthy since \d\d:\d\dZ: StatefulSet monitoring\/prometheus/,
    );
    expect(message?.Message).toContain(`${target} (Unhealthy`);
    expect(message?.Message).toMatch(/First: kubectl -n monitoring logs prometheus-\S+ -c \S+ --previous/);
    expect(message?.Message).toContain('The metric was 0 in 3 of the 3 periods that CloudWatch evaluated.');
  });

  test('the message about a failing target of the tickets is about the tickets only', async () => {
    const change = { role: 'ticket', state: 'ALARM', at: start + 2 * minute, values: [0, 0, 0] } as const;
    const [message] = await messagesOf(change);
    expect(message?.Subject).toContain('[prod] ALARM (ticket): 1 of 1 unhealthy since ');
    expect(message?.Message).toContain('StatefulSet monitoring/absent (Unhealthy, NotFound');
    expect(message?.Message).not.toContain(`- ${target}`);
  });

  test('the message about the recovery names what recovered', async () => {
    // A StatefulSet does not update over a pod that is not ready.
    await ground().run(`kubectl delete statefulset ${prometheus} -n ${namespace}`);
    await createReady(ground().controlPlane('prod'), prometheus);
    expect(await runAndLog(start + 3 * minute)).toMatchObject({ value: 1 });
    const change = { role: 'health', state: 'OK', at: start + 4 * minute, values: [1, 1, 1] } as const;
    const [message] = await messagesOf(change);
    expect(message?.Subject).toBe(`[prod] OK: recovered: ${target}`);
  });

  test('there is no message while the alarm is muted', async () => {
    const name = `${deployed().vigil.stack.name}-health`;
    const file = join(ground().folder, 'aws/mute-rules.json');
    const change = { role: 'health', state: 'ALARM', at: start + 6 * minute, values: [-1, -1, -1] } as const;
    writeFileSync(file, JSON.stringify({ [name]: ['node-upgrade'] }));
    expect(await messagesOf(change)).toEqual([]);
    expect(JSON.parse(notifier.lines('notify').at(-1) ?? '')).toMatchObject({ alarm: name, mutedBy: ['node-upgrade'] });
    rmSync(file);
    expect(await messagesOf(change)).toHaveLength(1);
    expect(notifier.lines('notify').at(-1)).not.toContain('muteFailure');
  });

  test('the message about silence has the time of the last run, and that about its end says that values are there', async () => {
    const silence = { role: 'health', state: 'ALARM', at: start + 12 * minute, values: [-1, -1, -1] } as const;
    const [message] = await messagesOf(silence);
    expect(message?.Subject).toBe(`[prod] ALARM: no run has reported since ${timeOf(start + 3 * minute)}`);
    expect(message?.Message).toContain('eks-vigil doctor --config ');
    await runAndLog(start + 13 * minute, start + 14 * minute);
    const [end] = await messagesOf({ role: 'health', state: 'OK', at: start + 14 * minute, values: [1, 1] });
    expect(end?.Subject).toContain(`[prod] OK: values are published again since ${timeOf(start + 13 * minute)}`);
  });
}

function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)}Z`;
}
