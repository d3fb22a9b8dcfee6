import type { SectionId } from '../../lib/config/names';
import type { Config } from '../../lib/config/schema/schema';
import type { Section } from '../../lib/config/sections';
import type { Grant } from '../../model/grant';
import { allReads } from '../../model/readingPlan';
import type { RuntimeAccess, RuntimeConfig } from '../../model/runtimeConfig';

/** A function with a role and a group of its own: that of the vigil, or that of a section of the configuration. */
export interface Part {
  /** Undefined for the vigil. */
  readonly section: SectionId | undefined;
  /** What the names of its outputs of the stack begin with. */
  readonly outputs: string;
  /** The output with what the schedule invokes: the name of the function, or the ARN of a state machine that invokes it. */
  readonly scheduled: string;
  readonly access: RuntimeAccess;
  /** What its group may do. */
  readonly grants: readonly Grant[];
  /** How often it is invoked, in seconds. */
  readonly seconds: number;
  readonly reservedConcurrency: number | undefined;
}

export function partOfVigil({ access, plan, seconds }: RuntimeConfig, { function: options }: Config): Part {
  return {
    section: undefined,
    outputs: '',
    scheduled: 'FunctionName',
    access,
    grants: allReads(plan),
    seconds,
    reservedConcurrency: options.reservedConcurrency,
  };
}

export function partOfSection({ id, access, grants, seconds }: Section): Part {
  const outputs = `${id.charAt(0).toUpperCase()}${id.slice(1)}`;
  const scheduled = id === 'zoneTraffic' ? 'ZoneTrafficStateMachineArn' : `${outputs}FunctionName`;
  return { section: id, outputs, scheduled, access, grants, seconds, reservedConcurrency: undefined };
}

/** Whether the target of a schedule is what it should invoke: a function by its name, anything else by its ARN. */
export function isScheduled(targetArn: string | undefined, scheduled: string): boolean {
  return targetArn === scheduled || targetArn?.endsWith(`:function:${scheduled}`) === true;
}
