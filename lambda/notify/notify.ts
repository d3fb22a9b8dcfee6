import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { errorMessage } from '../../model/errorMessage';
import type { NotifyConfig } from '../../model/notifyConfig';
import { escapeUnsafe } from '../../model/safeText';
import type { Log } from '../logging/log';
import type { Redact } from '../logging/redact';
import { parseAlarmEvent } from './alarmEvent';
import { type Message, writeMessage } from './message';
import { readRuns } from './readRuns';

/** What the notifier uses. */
export interface NotifyContext {
  readonly config: NotifyConfig;
  readonly logs: Pick<CloudWatchLogsClient, 'send'>;
  readonly sns: Pick<SNSClient, 'send'>;
  readonly redact: Redact;
  readonly log: Log;
}

/**
 * Tells the topics why an alarm changed.
 *
 * @param remaining - milliseconds until the function times out: half of them are for reading the log, a third for publishing.
 * @throws Error if no topic could be told, so that Lambda tries again. Otherwise, the topics that were told would get it again.
 */
export async function notify(event: unknown, remaining: number, context: NotifyContext): Promise<void> {
  const { config, logs, sns, redact, log } = context;
  const change = parseAlarmEvent(event, config);
  if (change === undefined) return;
  const recent = await readRuns(logs, config, change.at, AbortSignal.timeout(Math.floor(remaining / 2)));
  const message = clean(writeMessage(change, recent, config), redact);
  const signal = AbortSignal.timeout(Math.floor(remaining / 3));
  const results = await Promise.allSettled(
    config.topics.map((topic) => publish(sns, topic, message, signal).then(() => topic)),
  );
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [errorMessage(result.reason)] : []));
  const fields = { alarm: change.alarm.name, state: change.state, subject: message.subject };
  const published = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  log[failures.length === 0 ? 'info' : 'error']('notify', {
    ...fields,
    published,
    ...(recent.failure === undefined ? {} : { logFailure: recent.failure }),
    ...(failures.length === 0 ? {} : { failures }),
  });
  if (published.length === 0) {
    throw new Error(`none of ${results.length} topics could be told: ${failures.join('; ')}`);
  }
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
