import { ArnPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { VigilAlarm } from './alarms/vigilAlarm';
import { watchdogLink } from './alarms/vigilLinks';
import { createWatchdogAlarm } from './alarms/watchdogAlarm';
import type { VigilNames } from './config/names';
import type { Config } from './config/schema/schema';

export interface VigilWatchdogProps {
  /** One validated configuration, in which the Watchdog has a topic. */
  readonly config: Config;
  readonly names: Pick<VigilNames, 'alarms' | 'topic'>;
}

/**
 * The SNS topic to which the Alertmanager of a cluster sends its Watchdog, and the alarm that fires if it stays away. The policy of the
 * topic denies requests without TLS and grants nothing to anybody but the publisher. It has no KMS key: the message is a constant,
 * and the publisher would need permissions for the key.
 * Source: Amazon Simple Notification Service Developer Guide, "Amazon SNS security best practices" and "Key management".
 */
export class VigilWatchdog extends Construct {
  readonly topic: Topic;
  /** URL of the graph of the messages, in the AWS console. */
  readonly messages: string;
  /** Undefined in a dry run: Alertmanager can be configured before the alarm exists. */
  readonly alarm: VigilAlarm | undefined;

  constructor(scope: Construct, id: string, { config, names }: VigilWatchdogProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { topicName: names.topic, enforceSSL: true });
    const publisher = config.watchdog?.publisher;
    if (publisher !== undefined) this.#allow(publisher);
    this.messages = watchdogLink(names.topic, config.cluster.region);
    const { messages } = this;
    this.alarm = config.dryRun ? undefined : createWatchdogAlarm(this, { config, names, messages });
  }

  #allow(publisher: string): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alertmanager',
        principals: [new ArnPrincipal(publisher)],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
      }),
    );
  }
}
