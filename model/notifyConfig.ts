import type { Severity } from './severity';

/** What the alarms of a vigil are about. */
export type AlarmRole = 'health' | 'ticket' | 'blind' | 'chronic' | 'watchdog';

/** An alarm whose changes are reported. */
export interface NotifyAlarm {
  readonly role: AlarmRole;
  readonly name: string;
}

/** The notifier's environment variable `NOTIFY`, in JSON. All variables of a function together have at most 4 KB. */
export interface NotifyConfig {
  /** The cluster, and the name of the vigil if it has one: `prod` or `prod/team-b`. */
  readonly label: string;
  readonly region: string;
  /** Path of the configuration file, for commands. Undefined if there is none. */
  readonly file?: string;
  /** The log group of the function whose runs are reported. */
  readonly logGroup: string;
  readonly format: 'json' | 'logfmt';
  /** The period of the runs, in seconds. */
  readonly seconds: number;
  /** URL of the query of failing runs in the AWS console. */
  readonly log: string;
  /** URL of an alarm in the AWS console, without its name. */
  readonly alarm: string;
  /** URLs of the runbooks. */
  readonly runbooks: Readonly<Partial<Record<Severity, string | undefined>>>;
  readonly alarms: readonly NotifyAlarm[];
  /** ARNs. */
  readonly topics: readonly string[];
}
