import type { TargetVerdict } from '../health/targetVerdict';

/** What several targets have in common. */
export interface SharedCause {
  readonly targets: readonly TargetVerdict[];
  /** What all of their messages say. */
  readonly message: string;
  /** The first command to run, if it is the same for all. */
  readonly command?: string;
}

/** Fewer targets are described one by one. */
const minTargets = 2;
const separator = '; ';

/**
 * What keeps several targets from being read, or makes all of them fail, so that it can be said once: a missing permission or
 * mapping, a stale Lease, an API server that does not answer, a dead cluster. Those of most targets first. Pure.
 */
export function sharedCauses(verdicts: readonly TargetVerdict[]): SharedCause[] {
  const byReason = new Map<string, TargetVerdict[]>();
  for (const one of verdicts) {
    if (one.verdict !== 'Unknown' && one.reason !== 'ClusterDown') continue;
    byReason.set(one.reason, [...(byReason.get(one.reason) ?? []), one]);
  }
  return [...byReason.values()].flatMap(causesOf).sort((a, b) => b.targets.length - a.targets.length);
}

/** Of the targets with one reason: what all share; else what each shares with others. */
function causesOf(targets: readonly TargetVerdict[]): SharedCause[] {
  const common = commonPart(targets.map(({ message }) => message));
  if (common !== '') return causeOf(targets, common);
  const counts = new Map<string, number>();
  for (const part of targets.flatMap(partsOf)) counts.set(part, (counts.get(part) ?? 0) + 1);
  const alike = new Map<string, TargetVerdict[]>();
  for (const one of targets) {
    const shared = joinParts(partsOf(one).filter((part) => (counts.get(part) ?? 0) >= minTargets));
    if (shared !== '') alike.set(shared, [...(alike.get(shared) ?? []), one]);
  }
  return [...alike].flatMap(([message, some]) => causeOf(some, message));
}

function causeOf(targets: readonly TargetVerdict[], message: string): SharedCause[] {
  if (targets.length < minTargets) return [];
  const [command, ...others] = new Set(targets.map((one) => one.command));
  return [{ targets, message, ...(command === undefined || others.length > 0 ? {} : { command }) }];
}

/** The message of a target without what is said once for all; empty if nothing is left. */
export function ownPart({ message }: Pick<TargetVerdict, 'message'>, cause: Pick<SharedCause, 'message'>): string {
  const shared = new Set(cause.message.split(separator));
  return joinParts(message.split(separator).filter((part) => !shared.has(part)));
}

export function joinParts(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(separator);
}

/** Each once. */
function partsOf({ message }: TargetVerdict): string[] {
  return [...new Set(message.split(separator))];
}

function commonPart(messages: readonly string[]): string {
  const [first = '', ...others] = messages;
  const all = others.map((message) => new Set(message.split(separator)));
  return joinParts(first.split(separator).filter((part) => all.every((parts) => parts.has(part))));
}
