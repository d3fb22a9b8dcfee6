import { ReadFailure } from '../../../lambda/errors';
import { type AlarmStates, readAlarmStates } from '../../../lambda/scaling/alarmStates';
import { readDrivers } from '../../../lambda/scaling/readDrivers';
import { replicasOf, resourcesOf, toScalingFailure } from '../../../lambda/scaling/scaleObject';
import { within } from '../../../lambda/time/limits';
import { toScalingConfig } from '../../../lib/config/toScalingConfig';
import { pluralize } from '../../../model/pluralize';
import { type ScalingRule, scalingDirections } from '../../../model/scalingConfig';
import type { CheckedVigil } from '../checkedVigil';
import { applyManifest, deploy } from '../commands';
import { CannotCheck, combine, type Finding, failing, ok } from '../finding';
import { defineLink } from '../link';
import { requireSameCluster } from '../sameCluster';
import type { Sources } from '../sources';

/** In milliseconds. */
const timeout = 15_000;

export const scalingAlarms = defineLink<AlarmStates & { readonly names: readonly string[] }>({
  id: 'scaling.alarms',
  title: 'scaling: the alarms exist',
  needs: ['credentials'],
  read: async ({ aws }, { config }) => {
    const { rules } = toScalingConfig(config);
    const names = [...new Set(rules.flatMap((rule) => scalingDirections.flatMap((name) => rule[name]?.alarm ?? [])))];
    const states = await within(timeout, timeout, (limits) =>
      readAlarmStates(aws.cloudWatch, names, limits, false),
    ).catch((error: Error) => {
      throw new CannotCheck(error.message);
    });
    return { ...states, names };
  },
  judge: ({ names, missing, firing }, vigil) => {
    if (missing.length > 0) return failing(`there is no alarm ${missing.join(', ')}`, `create it, or ${deploy(vigil)}`);
    const inAlarm = firing.size === 0 ? 'none in ALARM' : `in ALARM: ${[...firing].join(', ')}`;
    return ok(`${pluralize(names.length, 'alarm')}, ${inAlarm}`);
  },
});

interface TargetFacts {
  readonly rule: ScalingRule;
  readonly replicas: number | undefined;
  /** Whether its Lease exists. */
  readonly hasLease: boolean;
  readonly drivers: readonly string[];
}

export const scalingTargets = defineLink<readonly TargetFacts[]>({
  id: 'scaling.targets',
  title: 'scaling: the targets and their Leases exist, and nothing else changes their replicas',
  needs: ['kubeconfig'],
  read: async (sources, { config }) => {
    await requireSameCluster(sources);
    return Promise.all(toScalingConfig(config).rules.map((rule) => readTarget(rule, sources)));
  },
  judge: (facts, vigil) => combine(facts.map((one) => judgeTarget(one, vigil))),
});

async function readTarget(rule: ScalingRule, { kubernetes }: Sources): Promise<TargetFacts> {
  const { scale, lease } = resourcesOf(rule);
  return within(timeout, timeout, async (limits) => {
    const find = (read: typeof scale) =>
      kubernetes.read(read, limits).then(
        ({ body }) => body,
        (error: unknown) => {
          const failure = toScalingFailure(read, error, kubernetes);
          if (failure.reason === 'NotFound') return undefined;
          throw failure;
        },
      );
    const [object, itsLease, drivers] = await Promise.all([
      find(scale),
      find(lease),
      readDrivers(rule.target, kubernetes, limits),
    ]);
    const replicas = object === undefined ? undefined : replicasOf(object);
    return { rule, replicas, hasLease: itsLease !== undefined, drivers };
  }).catch((error: unknown) => {
    throw error instanceof ReadFailure ? new CannotCheck(error.message, error.command) : error;
  });
}

function judgeTarget({ rule, replicas, hasLease, drivers }: TargetFacts, vigil: CheckedVigil): Finding {
  const { target, lease, min, max } = rule;
  const name = `${target.kind} ${target.namespace}/${target.name}`;
  if (replicas === undefined)
    return failing(`${name} does not exist`, `create it, or remove it from \`scaling\` in ${vigil.file}`);
  if (drivers.length > 0) {
    return failing(
      `${drivers.join(' and ')} changes the replicas of ${name}, too: the function refuses it`,
      `delete it, or remove the target from \`scaling\` in ${vigil.file}`,
    );
  }
  if (!hasLease) return failing(`there is no Lease ${target.namespace}/${lease} for ${name}`, applyManifest(vigil));
  const isBeyond = replicas < min || replicas > max;
  return ok(`${name} has ${pluralize(replicas, 'replica')}${isBeyond ? `, not within ${min} and ${max}` : ''}`);
}
