import { DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { pluralize } from '../../../model/pluralize';
import { readAws } from '../awsRead';
import { aws, deploy } from '../commands';
import { combine, type Finding, failing, ok } from '../finding';
import { defineLink, type Vigil } from '../link';

/** An alarm, and what the file says that it calls. */
interface ExpectedAlarm {
  readonly name: string;
  readonly actions: readonly string[];
  /** Where the actions are in the file. */
  readonly key: string;
}

export const alarms = defineLink<readonly MetricAlarm[]>({
  id: 'alarms',
  title: 'the alarms exist, and their actions are enabled',
  needs: ['credentials'],
  read: async ({ aws: { cloudWatch } }, vigil) => {
    const AlarmNames = expectedAlarms(vigil).map(({ name }) => name);
    if (AlarmNames.length === 0) return [];
    const command = new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ['MetricAlarm'] });
    return (await readAws('cloudwatch:DescribeAlarms', cloudWatch.send(command)))?.MetricAlarms ?? [];
  },
  judge: (found, vigil) => {
    if (vigil.runtime.dryRun) return ok('dryRun: true: there are no alarms');
    return combine(expectedAlarms(vigil).map((expected) => judge(expected, found, vigil)));
  },
});

function expectedAlarms({ config: { alarms: configured, dryRun, watchdog }, names }: Vigil): ExpectedAlarm[] {
  if (dryRun) return [];
  const { page, ticket } = configured;
  const ofPage = { actions: page.actions, key: 'alarms.page.actions' };
  const ofTicket = { actions: ticket.actions, key: 'alarms.ticket.actions' };
  return [
    { name: names.alarms.health, ...ofPage },
    { name: names.alarms.blind, ...ofTicket },
    ...(ticket.chronic ? [{ name: names.alarms.chronic, ...ofTicket }] : []),
    ...(watchdog?.topic === true ? [{ name: names.alarms.watchdog, ...ofPage }] : []),
  ];
}

function judge({ name, actions, key }: ExpectedAlarm, found: readonly MetricAlarm[], vigil: Vigil): Finding {
  const alarm = found.find(({ AlarmName }) => AlarmName === name);
  if (alarm === undefined) return failing(`there is no alarm ${name}`, deploy(vigil));
  const { StateValue: state, ActionsEnabled: isEnabled, AlarmActions: deployed = [] } = alarm;
  if (isEnabled === false) {
    return failing(
      `the actions of ${name} are disabled`,
      aws(vigil, `cloudwatch enable-alarm-actions --alarm-names ${name}`),
    );
  }
  if (deployed.length === 0 && actions.length === 0) {
    return failing(`${name} has no action: nobody is notified`, `add ${key} in ${vigil.file}, then ${deploy(vigil)}`);
  }
  const missing = actions.filter((arn) => !deployed.includes(arn));
  return missing.length === 0
    ? ok(`${name} is ${state}, with ${pluralize(deployed.length, 'action')}`)
    : failing(`${name} does not call ${missing.join(', ')}`, deploy(vigil));
}
