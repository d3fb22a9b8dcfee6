import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { muteRulePrefixes } from '../../../lib/config/names';
import { pluralize } from '../../../model/pluralize';
import { type ExpectedAlarm, expectedAlarms } from '../../alarms/expectedAlarms';
import { muteWindows } from '../../alarms/muteWindows';
import { type ListedMuteRule, listMuteRules } from '../../alarms/readAlarms';
import { formatMinute } from '../../history/utcTimes';
import { ask } from '../awsRead';
import type { CheckedVigil } from '../checkedVigil';
import { aws, deploy, unmute } from '../commands';
import { CannotCheck, combine, type Finding, failing, ok, unknown } from '../finding';
import { defineLink } from '../link';

interface MuteRule extends ListedMuteRule {
  readonly alarm: string;
}

interface AlarmFacts {
  readonly found: readonly MetricAlarm[];
  /** Why they cannot be read, if so. */
  readonly mutes: readonly MuteRule[] | CannotCheck;
}

export const alarms = defineLink<AlarmFacts>({
  id: 'alarms',
  title: 'the alarms exist, and their actions are enabled',
  needs: ['credentials'],
  read: async ({ alarms: read, aws: { cloudWatch } }) => {
    const found = await read();
    const names = found.map(({ AlarmName = '' }) => AlarmName);
    const lists = names.map(async (alarm) => {
      const rules = await listMuteRules(cloudWatch, alarm, ['ACTIVE', 'SCHEDULED'], ask);
      return rules.map((rule): MuteRule => ({ alarm, ...rule }));
    });
    const mutes = await Promise.all(lists)
      .then((rules) => rules.flat())
      .catch((error: unknown) => {
        if (error instanceof CannotCheck) return error;
        throw error;
      });
    return { found, mutes };
  },
  judge: ({ found, mutes }, vigil) => {
    if (vigil.runtime.dryRun) return ok('dryRun: true: the configuration has no alarms');
    return combine([
      ...expectedAlarms(vigil).map((expected) => judge(expected, found, vigil)),
      ...(mutes instanceof CannotCheck
        ? [unknown(`whether a mute rule suppresses their actions: ${mutes.message}`, mutes.fix)]
        : mutes.map((rule) => judgeMuteRule(rule, vigil))),
    ]);
  },
});

/** Source: Amazon CloudWatch User Guide, "Alarm mute rules" (the alarm changes its state, but its actions are not executed). */
function judgeMuteRule(rule: MuteRule, vigil: CheckedVigil): Finding {
  const { alarm, name, status } = rule;
  const { mute, maintenance } = muteRulePrefixes(vigil.names);
  if (status !== 'ACTIVE') return ok(`the mute rule ${name} will suppress the actions of ${alarm}`);
  if (name.startsWith(maintenance)) return judgeMaintenance(rule, name.slice(maintenance.length), vigil);
  const end = name.startsWith(mute)
    ? unmute(vigil)
    : aws(vigil, `cloudwatch delete-alarm-mute-rule --alarm-mute-rule-name ${name}`);
  return failing(`the mute rule ${name} suppresses the actions of ${alarm} now`, `wait until it ends, or ${end}`);
}

/** The file asks for this silence, so it is ok. The rule is part of the stack, so nobody may be told to delete it. */
function judgeMaintenance({ alarm, name }: MuteRule, windowName: string, vigil: CheckedVigil): Finding {
  const planned = vigil.config.maintenance.find((one) => one.name === windowName);
  if (planned === undefined) {
    return failing(
      `the mute rule ${name} suppresses the actions of ${alarm} now, and ${vigil.file} no longer has its window`,
      `wait until it ends, or ${deploy(vigil)}`,
    );
  }
  const { cron, duration, timezone } = planned;
  const schedule = { expression: `cron(${cron})`, duration: `PT${duration / 60}M`, timezone };
  const window = muteWindows(schedule, { from: vigil.now, to: vigil.now + 1 }).at(-1);
  const until = window === undefined ? 'now' : `until ${formatMinute(window.to)}`;
  return ok(`planned maintenance ${windowName} suppresses the actions of ${alarm} ${until}`);
}

function judge(
  { name, actions, okActions, ownTopic, key }: ExpectedAlarm,
  found: readonly MetricAlarm[],
  vigil: CheckedVigil,
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
