import type { JsonObject } from '../../model/json';
import { builtinKind, type Kind, type KindReference } from '../../model/kinds';
import { daemonSetFacts } from './kinds/daemonSet';
import { deploymentFacts } from './kinds/deployment';
import { replicaSetFacts } from './kinds/replicaSet';
import { statefulSetFacts } from './kinds/statefulSet';
import type { EvidenceQuery } from './observation';
import { podQuery } from './workload';
import type { WorkloadFacts } from './workloadFacts';

const factsOf: Readonly<Partial<Record<Kind, (object: JsonObject) => WorkloadFacts>>> = {
  DaemonSet: daemonSetFacts,
  Deployment: deploymentFacts,
  ReplicaSet: replicaSetFacts,
  StatefulSet: statefulSetFacts,
};

/** Which pods belong to a workload; undefined if the kind is none. */
export function podsOf(reference: KindReference, object: JsonObject): EvidenceQuery | undefined {
  const builtin = builtinKind(reference);
  const read = builtin === undefined ? undefined : factsOf[builtin.kind];
  return read === undefined ? undefined : podQuery(object, read(object));
}
