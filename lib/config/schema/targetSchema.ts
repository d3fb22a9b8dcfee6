import { z } from 'zod';
import { durationSyntax, parseDuration } from '../../../model/duration';
import { isEksKind, kindsWithoutApiVersion } from '../../../model/eksResources';
import type { JsonObject } from '../../../model/json';
import { apiVersionSyntax } from '../../../model/kinds';
import { resourceSyntax } from '../../../model/restrictedReads';
import { severities } from '../../../model/severity';
import { clusterWithoutName, editorRules } from './editorRules';
import { labelSelector } from './labelSelectorSchema';
import { nameSyntax, objectNameMessage } from './nameSyntax';
import { isMeantAsProbe, probeKeys } from './probeSchema';

/** Runs a check even if the mapping has other problems, so that a user sees all problems at once. */
export const always = { when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null };

/** Seconds. */
export const duration = z.union([z.string().regex(durationSyntax), z.literal(0)]).transform((value, context) => {
  const seconds = parseDuration(String(value));
  if (seconds === undefined) context.addIssue({ code: 'custom', message: 'use each unit (d, h, m, s) at most once' });
  return seconds ?? 0;
});
const durationMessage = { errorMessage: 'a duration such as 90s, 15m, 1h30m or 0' };

const minReady = z.union([z.int().min(1), z.string().regex(/^([1-9]\d?|100)%$/)]).meta({
  description: 'How many replicas must be ready: a number, or a percentage of the desired replicas (rounded up).',
  errorMessage: 'an integer of at least 1, or a percentage such as "50%"',
});

/** Seconds. */
export const grace = duration.meta({
  description:
    'How long a target with too few ready replicas counts as healthy while at least one serves, such as 90s, 15m or 1h30m. 0 allows no grace.',
  ...durationMessage,
});
/** Seconds. */
export const downGrace = duration.meta({
  description:
    'How long a target counts as healthy while nothing serves, for example while a single replica is rescheduled. Limited by grace.',
  ...durationMessage,
});
/** Seconds. */
export const clusterDownGrace = duration.meta({
  description:
    'Replaces the default downGrace while the whole cluster is down: no workload has a ready pod, and their pods were on several nodes, or all watched nodes are lost. Never lengthens a grace period; a downGrace that is specified stays.',
  ...durationMessage,
});

export const severity = z.enum(severities).meta({
  description:
    'Whom trouble with the target notifies. page: the person on call, by the metric and its alarm `health`. ticket: by a metric of its own and the alarm `ticket`. Default: page.',
});

const readMeaning =
  'How named objects are read. name: each by its name. list: by one list of each kind and namespace, which is cheaper from about 100 objects on; RBAC then grants the list instead of the names.';
const readMode = z.enum(['name', 'list']);
/** Of targets without their own. */
export const defaultReadMode = readMode.default('name').meta({ description: readMeaning });

/** Source: Kubernetes, `metav1.Condition` (a type may have a DNS name as a prefix). */
const conditionTypes = z
  .array(
    z
      .string()
      .max(316)
      .regex(/^[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?$/)
      .meta({ errorMessage: 'a condition type such as Ready' }),
  )
  .min(1)
  .meta({ errorMessage: 'a list of at least one condition type' });

function isProbe(value: JsonObject): boolean {
  return value.probe !== undefined || isMeantAsProbe(value);
}

/** Whether a target is about objects in the cluster, and not about a program or what EKS has. */
function isAboutObjects(value: JsonObject): boolean {
  const { kind, apiVersion } = value;
  // The value may have other problems.
  const isEks = typeof kind === 'string' && apiVersion === undefined && isEksKind({ kind });
  return !isProbe(value) && !isEks;
}

/** One entry of `targets`. Rules that depend on the kind are in kindCheck.ts. */
export const target = z
  .strictObject({
    kind: z
      .string()
      .optional()
      .meta({
        description: 'Kind of the object. A custom resource also needs apiVersion.',
        examples: [...kindsWithoutApiVersion],
        errorMessage: `${kindsWithoutApiVersion.join(', ')}, or a custom resource with its apiVersion`,
      }),
    apiVersion: z.string().regex(apiVersionSyntax).optional().meta({
      description: 'API group and version of a custom resource. Not needed for a built-in kind.',
      errorMessage: 'a group and version such as monitoring.coreos.com/v1',
    }),
    resource: z.string().max(63).regex(resourceSyntax).optional().meta({
      description:
        'Plural name of a custom resource, as in its URL. Default: derived from the kind, as Kubernetes guesses it.',
      errorMessage: 'a lowercase plural such as prometheuses',
    }),
    conditions: z
      .strictObject({
        healthy: conditionTypes
          .optional()
          .meta({ description: 'Condition types that must be present with status True.' }),
        unhealthy: conditionTypes.optional().meta({ description: 'Condition types that must not have status True.' }),
      })
      .optional()
      .meta({
        minProperties: 1,
        description:
          'Conditions that decide the health of a custom resource. Default: Ready, Available, Healthy, Succeeded and Reconciled must be True; Degraded, Stalled, Failed and NotReady must not be True.',
      }),
    namespace: z
      .string()
      .max(63)
      .regex(/^(\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)$/)
      .optional()
      .meta({
        description: 'Kubernetes namespace of the object, or "*" with a selector for all namespaces.',
        errorMessage: 'a Kubernetes namespace (1 to 63 lowercase letters, digits and "-"), or "*" for all namespaces',
      }),
    name: z.string().max(253).regex(nameSyntax).optional().meta({
      description:
        'Name of one object. Specify either name or selector. Of the kinds EKSNodegroup and EKSAddon, "*" means all of the cluster; EKSCluster needs no name.',
      errorMessage: objectNameMessage,
    }),
    selector: labelSelector.optional().meta({
      description:
        'Label selector of a set of objects, in the syntax of `kubectl -l`. Specify either name or selector.',
      errorMessage: 'a label selector such as app=grafana,tier in (web,api)',
    }),
    atLeast: z.int().min(1).optional().meta({
      description: 'Minimum number of objects that the selector must match. Default: 1.',
      errorMessage: 'an integer of at least 1',
    }),
    mode: z.enum(['AllOfThem', 'AtLeastOne']).optional().meta({
      description:
        'AllOfThem: all desired replicas must be ready, and rollouts must complete. AtLeastOne: one ready replica is enough. Default: AllOfThem.',
    }),
    minReady: minReady.optional(),
    allowZero: z
      .boolean()
      .default(false)
      .meta({ description: 'Whether a workload that is scaled to 0 counts as healthy.' }),
    read: readMode.optional().meta({
      description: `${readMeaning} Only for a name in a namespace. Default: that of the configuration.`,
    }),
    grace: grace.optional(),
    downGrace: downGrace.optional(),
    severity: severity.optional(),
    ...probeKeys,
  })
  .refine((value) => value.kind !== undefined || isProbe(value), {
    ...always,
    path: ['kind'],
    message: `is required: ${kindsWithoutApiVersion.join(', ')}, or a custom resource with its apiVersion; or specify probe instead`,
  })
  .refine((value) => !isAboutObjects(value) || (value.name === undefined) !== (value.selector === undefined), {
    ...always,
    // Described with what the target has.
    params: { about: 'reference' },
  })
  .refine((value) => !isAboutObjects(value) || value.atLeast === undefined || value.selector !== undefined, {
    ...always,
    path: ['atLeast'],
    message: 'atLeast is the number of objects that a selector must match; it cannot be used with name',
  })
  .refine((value) => value.mode === undefined || value.minReady === undefined, {
    ...always,
    path: ['minReady'],
    message: 'specify either mode or minReady, not both',
  })
  .meta({
    oneOf: [{ required: ['name'] }, { required: ['selector'] }, { required: ['probe'] }, clusterWithoutName],
    not: { required: ['mode', 'minReady'] },
    dependencies: { atLeast: ['selector'], read: ['name', 'namespace'] },
    ...editorRules,
  });
