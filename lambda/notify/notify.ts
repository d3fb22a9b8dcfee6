import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { errorMessage } from '../../model/errorMessage';
import type { NotifyConfig } from '../../model/notifyConfig';
import { escapeUnsafe } from '../../model/safeText';
import type { Log } from '../logging/log';
import type { Redact } from '../logging/redact';
import { parseAlarmEvent } from './alarmEvent';
import { type Message, writeMessage } from './message';
import { readActiveMutes } from './readMutes';
import { readRuns } from './readRuns';

/** What the notifier uses. */
export interface NotifyContext {
  readonly config: NotifyConfig;
  readonly cloudWatch: Pick<CloudWatchClient, 'send'>;
  readonly logs: Pick<CloudWatchLogsClient, 'send'>;
  readonly sns: Pick<SNSClient, 'send'>;
  readonly redact: Redact;
  readonly log: Log;
  /** The topics that were notified of an event that Lambda sends again, by the ID of the event, for as long as the container lives. */
  readonly notified: Map<string, ReadonlySet<string>>;
}

/** Events whose topics are remembered: more than Lambda repeats at the same time. */
const maxRemembered = 100;

/**
 * Tells the topics why an alarm changed, unless it is muted: the actions of the alarm are not executed either.
 *
 * @param remaining - milliseconds until the function times out: half of them are for reading, a third for publishing.
 * @throws Error if a topic could not be notified, so that Lambda tries again, and then keeps the event. The topics that were notified do not get
 *   the message again, unless Lambda tries in another container.
 */
export async function notify(event: unknown, remaining: number, context: NotifyContext): Promise<void> {
  const { config, cloudWatch, logs, redact, log } = context;
  const change = parseAlarmEvent(event, config);
  if (change === undefined) return;
  const reading = AbortSignal.timeout(Math.floor(remaining / 2));
  const [recent, mutes] = await Promise.all([
    readRuns(logs, config, change.at, reading),
    readActiveMutes(cloudWatch, change.alarm.name, reading),
  ]);
  const message = clean(writeMessage(change, recent, config), redact);
  const fields = {
    alarm: change.alarm.name,
    state: change.state,
    subject: message.subject,
    ...(mutes.rules.length === 0 ? {} : { mutedBy: mutes.rules }),
    ...(mutes.failure === undefined ? {} : { muteFailure: mutes.failure }),
    ...(recent.failure === undefined ? {} : { logFailure: recent.failure }),
  };
  if (mutes.rules.length > 0) return log.info('notify', { ...fields, published: [] });
  const { published, failures } = await publishToAll(message, change.id, Math.floor(remaining / 3), context);
  if (failures.length === 0) return log.info('notify', { ...fields, published });
  log.error('notify', { ...fields, published, failures });
  throw new Error(`${failures.length} of ${config.topics.length} topics could not be notified: ${failures.join('; ')}`);
}

interface Publication {
  /** The topics that were notified now. */
  readonly published: readonly string[];
  readonly failures: readonly string[];
}

async function publishToAll(
  message: Message,
  id: string | undefined,
  milliseconds: number,
  { config, sns, notified }: NotifyContext,
): Promise<Publication> {
  const before = (id === undefined ? undefined : notified.get(id)) ?? new Set();
  const signal = AbortSignal.timeout(milliseconds);
  const results = await Promise.allSettled(
    config.topics
      .filter((topic) => !before.has(topic))
      .map((topic) => publish(sns, topic, message, signal).then(() => topic)),
  );
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [errorMessage(result.reason)] : []));
  const published = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (id !== undefined && failures.length > 0) remember(notified, id, new Set([...before, ...published]));
  return { published, failures };
}

function remember(notified: NotifyContext['notified'], id: string, topics: ReadonlySet<string>): void {
  notified.set(id, topics);
  const [oldest] = notified.keys();
  if (notified.size > maxRemembered && oldest !== undefined) notified.delete(oldest);
}

function clean({ subject, body }: Message, redact: Redact): Message {
  const safe = (text: string) => redact(text).split('\n').map(escapeUnsafe).join('\n');
  return { subject: safe(subject), body: safe(body) };
}

async function publish(
  client: Pick<SNSClient, 'send'>,
  topic: string,
  { subject, body }: Message,
  abortSignal: AbortSignal,
): Promise<void> {
  const command = new PublishCommand({ TopicArn: topic, Subject: subject, Message: body });
  await client.send(command, { abortSignal }).catch((error: unknown) => {
    throw new Error(`sns:Publish to ${topic} failed: ${errorMessage(error)}`, { cause: error });
  });
}
