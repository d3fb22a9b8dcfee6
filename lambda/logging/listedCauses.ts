import { type JsonObject, text } from '../../model/json';
import type { TargetVerdict } from '../health/targetVerdict';
import { joinParts, ownPart, sharedCauses } from './sharedCauses';

/** What several verdicts of a log line have in common. */
export interface ListedCause {
  readonly reason: string;
  /** How many have it. */
  readonly targets: number;
  readonly message: string;
  /** The first command to run, if it is the same for all. */
  readonly command?: string;
}

/** A verdict of a log line. */
export interface ListedVerdict extends Omit<TargetVerdict, 'message'> {
  /** Without what the cause says; absent if nothing is left. */
  readonly message?: string;
  /** Which one of the line's causes completes it. */
  readonly cause?: number;
}

/** The verdicts as a log line has them: what several have in common is said once, so that its length hardly grows with their number. */
export function withCauses(verdicts: readonly TargetVerdict[]): {
  readonly causes?: readonly ListedCause[];
  readonly targets: readonly ListedVerdict[];
} {
  const causes = sharedCauses(verdicts);
  if (causes.length === 0) return { targets: verdicts };
  const places = new Map(causes.flatMap(({ targets }, index) => targets.map((target) => [target, index] as const)));
  return {
    causes: causes.map(({ targets, message, command }) => ({
      reason: targets[0]?.reason ?? '',
      targets: targets.length,
      message,
      ...(command === undefined ? {} : { command }),
    })),
    targets: verdicts.map((one) => {
      const place = places.get(one);
      const cause = place === undefined ? undefined : causes[place];
      if (place === undefined || cause === undefined) return one;
      const { message: _, command, ...rest } = one;
      const own = ownPart(one, cause);
      return {
        ...rest,
        ...(own === '' ? {} : { message: own }),
        ...(command === undefined || command === cause.command ? {} : { command }),
        cause: place,
      };
    }),
  };
}

/** The whole message and the first command of a verdict that was read from a log line, in either format. */
export function completeVerdict(fields: JsonObject, causes: readonly JsonObject[]) {
  const cause = fields.cause === undefined ? {} : (causes[Number(fields.cause)] ?? {});
  return {
    message: joinParts([fields, cause].map(({ message }) => text(message) ?? '')),
    cause: text(cause.message),
    command: text(fields.command) ?? text(cause.command),
  };
}
