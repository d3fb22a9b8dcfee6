import { toEksObservation } from '../../lambda/aws/eksAnswer';
import { judgeEksTarget } from '../../lambda/health/eks/eksTargetVerdict';
import type { TargetVerdict } from '../../lambda/health/targetVerdict';
import type { EksKind, RuntimeEksTarget } from '../../model/eksResources';
import { type JsonObject, record, text } from '../../model/json';

/** What the AWS CLI prints about a cluster, a node group or an add-on. */
export interface EksDescription {
  readonly kind: EksKind;
  readonly name: string;
  readonly description: JsonObject;
}

/** The key around a description, and the key of its name. Source: AWS CLI Command Reference, `aws eks describe-…` (output). */
const keys = [
  { kind: 'EKSCluster', around: 'cluster', name: 'name' },
  { kind: 'EKSNodegroup', around: 'nodegroup', name: 'nodegroupName' },
  { kind: 'EKSAddon', around: 'addon', name: 'addonName' },
] as const;

/** The description in the output of `aws eks describe-cluster`, `describe-nodegroup` or `describe-addon`; undefined if it is none. */
export function toEksDescription(value: JsonObject): EksDescription | undefined {
  for (const { kind, around, name: key } of keys) {
    const description = record(value[around]);
    const name = text(description[key]);
    if (name !== undefined && value.kind === undefined) return { kind, name, description };
  }
  return undefined;
}

/** Judges it by the rules of the function. */
export function judgeEksDescription(
  { kind, name, description }: EksDescription,
  { grace, graceIsDefault = false }: Pick<RuntimeEksTarget, 'grace' | 'graceIsDefault'>,
  now: number,
): TargetVerdict {
  const { createdAt, modifiedAt } = description;
  const dated = { ...description, createdAt: toDate(createdAt), modifiedAt: toDate(modifiedAt) };
  const observation = toEksObservation({ cluster: '', name }, { cluster: '', name, description: dated });
  return judgeEksTarget({ kind, name, grace, graceIsDefault }, observation, now);
}

/** The AWS CLI prints times in ISO 8601, or in seconds (version 1, and `cli_timestamp_format = wire`). */
function toDate(value: unknown): Date | undefined {
  if (typeof value === 'number') return new Date(value * 1000);
  return typeof value === 'string' ? new Date(value) : undefined;
}
