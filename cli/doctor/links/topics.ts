import { pluralize } from '../../../model/pluralize';
import type { CheckedVigil } from '../checkedVigil';
import { aws, deploy } from '../commands';
import { combine, type Finding, failing, ok, unknown } from '../finding';
import { defineLink } from '../link';
import type { CalledTopics, Topic } from '../topic';

export const topics = defineLink<CalledTopics>({
  id: 'topics',
  title: 'the SNS topics exist and have a confirmed subscription',
  needs: ['credentials'],
  read: (sources) => sources.topics(),
  judge: ({ topics: found, others }, vigil) => {
    const judged = found.map((one) => judge(one, vigil));
    return found.some(({ alarms }) => alarms.length > 0)
      ? withOthers(combine(judged), others)
      : combine([withoutTopic(others), ...judged]);
  },
});

/** Whether there is any action is what the link `alarms` is about. */
function withoutTopic(others: readonly string[]): Finding {
  return others.length === 0
    ? ok('no alarm has an action')
    : unknown(`no action is an SNS topic; cannot be checked: ${others.join(', ')}`);
}

/** Whether another action works is not checked; the topics decide, because they notify in any case. */
function withOthers(finding: Finding, others: readonly string[]): Finding {
  if (others.length === 0) return finding;
  return { ...finding, evidence: `${finding.evidence}; cannot be checked: ${others.join(', ')}` };
}

function judge({ arn, attributes }: Topic, vigil: CheckedVigil): Finding {
  if (attributes === undefined) {
    const name = arn.split(':').at(-1) ?? arn;
    const isOfStack = Object.values(vigil.names.emailTopics).includes(name);
    return failing(
      `the topic ${arn} does not exist`,
      isOfStack ? deploy(vigil) : aws(vigil, `sns create-topic --name ${name}`),
    );
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

function subscribe(vigil: CheckedVigil, arn: string): string {
  return aws(vigil, `sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint ADDRESS`);
}
