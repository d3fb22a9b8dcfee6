import type { TargetVerdict } from '../health/targetVerdict';
import type { Verdict } from '../health/verdict';
import type { KubernetesClient } from '../kubernetes/kubernetesClient';
import type { Limits } from '../time/limits';
import { type ReadEvents, readEvents } from './readEvents';
import type { Subject } from './subject';
import type { Subjects } from './subjects';
import { describeEvent } from './tellingEvent';

/** Verdicts whose messages are completed by events. */
export interface WithEvents {
  readonly verdicts: readonly TargetVerdict[];
  /** Namespaces whose events could not be read in time, and why. @default - none */
  readonly eventsLeftOut?: Readonly<Record<string, string>>;
}

/**
 * Completes the messages of short targets by Warning events. They are read after all verdicts are known, so they cannot change
 * any, and compete with no other read for connections, memory or the processor. Never throws.
 */
export async function withEvents(
  { verdicts, subjects }: { readonly verdicts: readonly TargetVerdict[]; readonly subjects: Subjects },
  client: Pick<KubernetesClient, 'readOptional'>,
  limits: Limits,
): Promise<WithEvents> {
  const namespaces = new Set(
    verdicts.flatMap((target) =>
      (target.objects ?? [target]).flatMap((one) => subjects.of(target, one, one.name)?.namespace ?? []),
    ),
  );
  if (namespaces.size === 0) return { verdicts };
  const read = await readEvents([...namespaces], client, limits);
  return {
    verdicts: verdicts.map((target) => completeTarget(target, subjects, read)),
    ...(Object.keys(read.leftOut).length === 0 ? {} : { eventsLeftOut: read.leftOut }),
  };
}

/** Changes nothing but messages. */
function completeTarget(target: TargetVerdict, subjects: Subjects, read: ReadEvents): TargetVerdict {
  const { objects, message } = target;
  if (objects === undefined)
    return { ...target, message: `${message}${textFor(target, subjects.of(target, target), read)}` };
  const texts = objects.map((object) => textFor(object, subjects.of(target, object, object.name), read));
  // The message of the target has that of its worst object, unless it is about the selector itself.
  const isOfWorst = objects[0] !== undefined && message.includes(objects[0].message);
  return {
    ...target,
    message: `${message}${isOfWorst ? texts[0] : ''}`,
    objects: objects.map((object, index) => ({ ...object, message: `${object.message}${texts[index]}` })),
  };
}

function textFor({ message }: Verdict, subject: Subject | undefined, { found }: ReadEvents): string {
  const inNamespace = subject === undefined ? undefined : found.get(subject.namespace);
  if (subject === undefined || inNamespace === undefined) return '';
  return describeEvent(message, subject, inNamespace.events, inNamespace.now);
}
