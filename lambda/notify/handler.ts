import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SNSClient } from '@aws-sdk/client-sns';
import type { NotifyConfig } from '../../model/notifyConfig';
import { createLog } from '../logging/log';
import { createRedactor } from '../logging/redact';
import { toSafeError } from '../logging/safeError';
import { type NotifyContext, notify } from './notify';

const redact = createRedactor(process.env);
let container: NotifyContext | undefined;

/** The entry point of the notifier, a Lambda function of its own, which EventBridge invokes when an alarm changes. */
export async function handler(
  event: unknown,
  context: { readonly getRemainingTimeInMillis: () => number },
): Promise<void> {
  try {
    container ??= createContainer();
    await notify(event, context.getRemainingTimeInMillis(), container);
  } catch (error) {
    throw toSafeError(error, redact);
  }
}

function createContainer(): NotifyContext {
  const config = JSON.parse(process.env.NOTIFY ?? '') as NotifyConfig;
  const { region } = config;
  const write = (line: string) => void process.stdout.write(line);
  return {
    config,
    cloudWatch: new CloudWatchClient({ region }),
    logs: new CloudWatchLogsClient({ region }),
    sns: new SNSClient({ region }),
    redact,
    log: createLog({ level: 'info', format: config.format, redact, now: () => Date.now(), write }),
    notified: new Map(),
  };
}
