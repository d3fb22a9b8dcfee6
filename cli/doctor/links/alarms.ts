import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { pluralize } from '../../../model/pluralize';
import { aws, deploy } from '../commands';
import { combine, type Finding, failing, ok } from '../finding';
import { defineLink, type Vigil } from '../link';
import { type ExpectedAlarm, expectedAlarms } from '../vigilAlarms';

export const alarms = defineLink<readonly MetricAlarm[]>({
  id: 'alarms',
  title: 'the alarms exist, and their actions are enabled',
  needs: ['credentials'],
  read: (sources) => sources.alarms(),
  judge: (found, vigil) => {
    if (vigil.runtime.dryRun) return ok('dryRun: true: the configuration has no alarms');
    return combine(expectedAlarms(vigil).map((expected) => judge(expected, found, vigil)));
  },
});

function judge(
  { name, actions, okActions, ownTopic, key }: ExpectedAlarm,
  found: readonly MetricAlarm[],
  vigil: Vigil,
): Finding {
  const alarm = found.find(({ AlarmName }) => AlarmName === name);
  if (alarm === undefined) return failing(`there is no alarm ${name}`, deploy(vigil));
  const { StateValue: state, ActionsEnabled: isEnabled, AlarmActions: deployed = [], OKActions: onOk = [] } = alarm;
  if (isEnabled === false) {
    return failing(
      `the actions of ${name} are disabled`,
      aws(vigil, `cloudwatch enable-alarm-actions --alarm-names ${name}`),
    );
  }
  if (deployed.length === 0 && actions.length === 0 && ownTopic === undefined) {
    return failing(
      `${name} has no action: nobody is notified`,
      `add ${key} or email addresses in ${vigil.file}, then ${deploy(vigil)}`,
    );
  }
  // The account, and so the ARN of the topic of the stack, is not in the file.
  const ofStack = (calls: readonly string[]) =>
    ownTopic === undefined || calls.some((arn) => arn.endsWith(`:${ownTopic}`)) ? [] : [`the SNS topic ${ownTopic}`];
  const missing = [...actions.filter((arn) => !deployed.includes(arn)), ...ofStack(deployed)];
  const missingOnOk = [...okActions.filter((arn) => !onOk.includes(arn)), ...ofStack(onOk)];
  if (missing.length === 0 && missingOnOk.length > 0) {
    return failing(`${name} does not call ${missingOnOk.join(', ')} when it is OK again`, deploy(vigil));
  }
  return missing.length === 0
    ? ok(`${name} is ${state}, with ${pluralize(deployed.length, 'action')}`)
    : failing(`${name} does not call ${missing.join(', ')}`, deploy(vigil));
}
