import type { SectionId } from '../../lib/config/names';
import type { CheckedVigil } from './checkedVigil';
import type { Finding } from './finding';
import type { Part } from './part';
import type { Sources } from './sources';

/** In the order of the report, which ends with those of the sections. */
export type LinkId = BaseLinkId | `${SectionId}.${BaseLinkId}`;

/** Of the vigil. Those of a section have its name before them. */
export type BaseLinkId =
  | 'credentials'
  | 'cluster'
  | 'endpoint'
  | 'dns'
  | 'connection'
  | 'certificate'
  | 'kubeconfig'
  | 'authentication'
  | 'mapping'
  | 'permissions'
  | 'targets'
  | 'clock'
  | 'stack'
  | 'function'
  | 'runs'
  | 'schedule'
  | 'metric'
  | 'alarms'
  | 'topics'
  | 'publishing'
  | 'heartbeat'
  | 'writers';

/** The link with this name about the same function. */
export function linkOf({ section }: Pick<Part, 'section'>, id: BaseLinkId): LinkId {
  return section === undefined ? id : `${section}.${id}`;
}

/** One link of the chain from the configuration to the notification. */
export interface Link {
  readonly id: LinkId;
  /** What has to be true. */
  readonly title: string;
  /** Links without which this one cannot be checked. */
  readonly needs: readonly LinkId[];
  /** @throws CannotCheck if something cannot be read. */
  examine(sources: Sources, vigil: CheckedVigil): Promise<Finding>;
}

/** A link as a reading function, which decides nothing, and a judging function, which reads nothing. */
export interface LinkProps<Facts> {
  readonly id: LinkId;
  readonly title: string;
  /** @default - none */
  readonly needs?: readonly LinkId[];
  readonly read: (sources: Sources, vigil: CheckedVigil) => Promise<Facts>;
  readonly judge: (facts: Facts, vigil: CheckedVigil) => Finding;
}

export function defineLink<Facts>({ id, title, needs = [], read, judge }: LinkProps<Facts>): Link {
  return { id, title, needs, examine: async (sources, vigil) => judge(await read(sources, vigil), vigil) };
}
