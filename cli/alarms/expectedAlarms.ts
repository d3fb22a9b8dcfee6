import { sectionAlarmNames, type VigilNames } from '../../lib/config/names';
import type { Config } from '../../lib/config/schema/schema';
import { hasTickets } from '../../lib/config/toRuntimeConfig';

/** A configuration, and the names that follow from it. */
export interface Named {
  readonly config: Config;
  readonly names: Pick<VigilNames, 'alarms' | 'emailTopics'>;
}

/** An alarm, and what the file says that it calls. */
export interface ExpectedAlarm {
  /** What follows the name of the vigil in its name, such as health. */
  readonly id: string;
  readonly name: string;
  readonly actions: readonly string[];
  readonly okActions: readonly string[];
  /** The name of the SNS topic of the stack that it calls, for email. @default - none */
  readonly ownTopic?: string | undefined;
  /** Where the actions are in the file. */
  readonly key: string;
}

/** The alarms of a configuration without `dryRun`. */
export function expectedAlarms({ config, names }: Named): ExpectedAlarm[] {
  const { alarms, watchdog } = config;
  const { page, ticket } = alarms;
  const ofPage = {
    actions: page.actions,
    okActions: page.okActions,
    ownTopic: page.email && names.emailTopics.page,
    key: 'alarms.page.actions',
  };
  const ofTicket = {
    actions: ticket.actions,
    okActions: ticket.okActions,
    ownTopic: ticket.email && names.emailTopics.ticket,
    key: 'alarms.ticket.actions',
  };
  const { health, ticket: ofTickets, blind, chronic, watchdog: ofWatchdog } = names.alarms;
  return [
    { id: 'health', name: health, ...ofPage },
    ...(hasTickets(config) ? [{ id: 'ticket', name: ofTickets, ...ofTicket }] : []),
    { id: 'blind', name: blind, ...ofTicket },
    ...(ticket.chronic ? [{ id: 'chronic', name: chronic, ...ofTicket }] : []),
    ...(watchdog?.topic === true ? [{ id: 'watchdog', name: ofWatchdog, ...ofPage }] : []),
    ...Object.entries(sectionAlarmNames(config)).map(([id, name]) => ({ id, name, ...ofTicket })),
  ];
}
