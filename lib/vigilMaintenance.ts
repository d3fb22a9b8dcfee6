import { type Alarm, CfnAlarmMuteRule } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Severity } from '../model/severity';
import { muteRulePrefixes, type VigilNames } from './config/names';
import type { Config } from './config/schema/schema';

export interface VigilMaintenanceProps {
  readonly windows: Config['maintenance'];
  readonly names: Pick<VigilNames, 'dashboard'>;
  /** Those that exist. */
  readonly alarms: Readonly<Partial<Record<keyof VigilNames['alarms'], Alarm>>>;
  /** Those of the sections, all for a ticket. */
  readonly sectionAlarms: readonly Alarm[];
}

/** Whom each alarm notifies. */
const severities: Readonly<Record<keyof VigilNames['alarms'], Severity>> = {
  health: 'page',
  watchdog: 'page',
  ticket: 'ticket',
  blind: 'ticket',
  chronic: 'ticket',
};

/** The planned windows, as mute rules. Without targets, a rule would mute every alarm of the account, so that none is made. */
export class VigilMaintenance extends Construct {
  constructor(scope: Construct, id: string, { windows, names, alarms, sectionAlarms }: VigilMaintenanceProps) {
    super(scope, id);
    const ofVigil = Object.entries(alarms) as [keyof VigilNames['alarms'], Alarm][];
    const all = [
      ...ofVigil.map(([role, alarm]) => ({ alarm, notifies: severities[role] })),
      ...sectionAlarms.map((alarm) => ({ alarm, notifies: 'ticket' as const })),
    ];
    for (const { name, cron, duration, timezone = 'UTC', severity } of windows) {
      const muted = all.filter(({ notifies }) => severity === undefined || notifies === severity);
      if (muted.length === 0) continue;
      new CfnAlarmMuteRule(this, name, {
        name: `${muteRulePrefixes(names).maintenance}${name}`,
        description: `Planned maintenance: ${name}`,
        rule: { schedule: { expression: `cron(${cron})`, duration: `PT${duration / 60}M`, timezone } },
        muteTargets: { alarmNames: muted.map(({ alarm }) => alarm.alarmName) },
      });
    }
  }
}
