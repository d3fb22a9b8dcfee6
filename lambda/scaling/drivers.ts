import { type JsonObject, record, text } from '../../model/json';
import { guessResource, splitApiVersion } from '../../model/kinds';
import type { ScalingTarget } from '../../model/scalingConfig';

/** On the HorizontalPodAutoscalers that KEDA creates. */
const ofKeda = 'scaledobject.keda.sh/name';

/**
 * `HorizontalPodAutoscaler web`: what drives the replicas of the target. Pure.
 *
 * @param kind - of the objects.
 */
export function findDrivers(target: ScalingTarget, kind: string, objects: readonly JsonObject[]): string[] {
  return objects
    .filter((object) => drives(object, target))
    .map(({ metadata }) => {
      const { name, labels } = record(metadata);
      const scaledObject = text(record(labels)[ofKeda]);
      return `${kind} ${text(name)}${scaledObject === undefined ? '' : ` of KEDA's ScaledObject ${scaledObject}`}`;
    });
}

/**
 * By the group, and by the kind or its plural: the configuration may have another spelling of the kind than the object has.
 * Source: KEDA, "ScaledObject specification" (kind and apiVersion of `scaleTargetRef` are those of a Deployment by default).
 */
function drives({ spec }: JsonObject, target: ScalingTarget): boolean {
  const { kind = 'Deployment', name, apiVersion } = record(record(spec).scaleTargetRef);
  const isGroup = apiVersion === undefined || splitApiVersion(String(apiVersion)).group === target.group;
  const driven = String(kind);
  const isKind = driven.toLowerCase() === target.kind.toLowerCase() || guessResource(driven) === target.resource;
  return isKind && name === target.name && isGroup;
}
