import { pluralize } from '../../../model/pluralize';
import { aws } from '../commands';
import { combine, type Finding, failing, ok } from '../finding';
import { defineLink, type Vigil } from '../link';
import type { Sources } from '../sources';
import { isTopic, readTopic, type Topic } from '../topic';
import { calledActions } from '../vigilAlarms';

/** What the alarms call. */
export interface CalledTopics {
  readonly topics: readonly Topic[];
  /** ARNs of actions that are no topics, such as functions. */
  readonly others: readonly string[];
}

export const topics = defineLink<CalledTopics>({
  id: 'topics',
  title: 'the SNS topics exist and have a confirmed subscription',
  needs: ['credentials'],
  read: readTopics,
  judge: ({ topics: found, others }, vigil) =>
    found.length === 0 ? withoutTopic(others) : combine(found.map((one) => judge(one, vigil))),
});

/** Reads each topic that the configuration names, or that an alarm calls. */
export async function readTopics({ aws: { sns }, alarms }: Sources, vigil: Vigil): Promise<CalledTopics> {
  const called = calledActions(vigil, await alarms());
  return {
    topics: await Promise.all(called.filter(({ arn }) => isTopic(arn)).map((one) => readTopic(sns, one))),
    others: called.map(({ arn }) => arn).filter((arn) => !isTopic(arn)),
  };
}

/** Other actions, such as functions, are not checked; whether there is any action is what the link `alarms` is about. */
export function withoutTopic(others: readonly string[]): Finding {
  return ok(
    others.length === 0 ? 'no alarm has an action' : `no action is an SNS topic; not checked: ${others.join(', ')}`,
  );
}

function judge({ arn, attributes }: Topic, vigil: Vigil): Finding {
  if (attributes === undefined) {
    return failing(`the topic ${arn} does not exist`, aws(vigil, `sns create-topic --name ${arn.split(':').at(-1)}`));
  }
  const confirmed = Number(attributes.SubscriptionsConfirmed ?? 0);
  const pending = Number(attributes.SubscriptionsPending ?? 0);
  const evidence = `${arn} has ${pluralize(confirmed, 'confirmed subscription')}`;
  if (confirmed > 0) return ok(pending === 0 ? evidence : `${evidence}, and ${pending} that nobody has confirmed`);
  return pending > 0
    ? failing(
        `${evidence}, but ${pending} pending: nobody is notified`,
        `confirm it with the link in the message that SNS sent, or send it again: ${subscribe(vigil, arn)}`,
      )
    : failing(`${evidence}: nobody is notified`, subscribe(vigil, arn));
}

function subscribe(vigil: Vigil, arn: string): string {
  return aws(vigil, `sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint ADDRESS`);
}
