import { z } from 'zod';
import { durationSyntax, parseDuration } from '../../../model/duration';
import { errorMessage } from '../../../model/errorMessage';
import { apiVersionSyntax, kinds } from '../../../model/kinds';
import { parseLabelSelector } from '../selectorSyntax';
import { editorRules } from './editorRules';

const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Checked also beside other mistakes in the same mapping, so that a user sees every mistake at once. */
export const always = { when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null };

const duration = z.union([z.string().regex(durationSyntax), z.literal(0)]).transform((value, context) => {
  const seconds = parseDuration(String(value));
  if (seconds === undefined) context.addIssue({ code: 'custom', message: 'write each unit (d, h, m, s) once' });
  return seconds ?? 0;
});
const durationMessage = { errorMessage: 'a duration such as 90s, 15m, 1h30m or 0' };

const minReady = z.union([z.int().min(1), z.string().regex(/^([1-9]\d?|100)%$/)]).meta({
  description: 'How many replicas must serve: a number, or a percentage (rounded up) of the desired replicas.',
  errorMessage: 'a whole number from 1, or a percentage such as "50%"',
});

/** Seconds. */
export const grace = duration.meta({
  description: 'How long a shortfall that still serves counts as healthy, such as 90s, 15m or 1h30m. 0 is strict.',
  ...durationMessage,
});
/** Seconds. */
export const downGrace = duration.meta({
  description:
    'How long nothing at all may serve, as while a single replica is rescheduled, such as 90s or 5m. Never longer than grace.',
  ...durationMessage,
});

/** Source: Kubernetes, `metav1.Condition` (a type may have a DNS name before it). */
const conditionTypes = z
  .array(
    z
      .string()
      .max(316)
      .regex(/^[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?$/)
      .meta({ errorMessage: 'a type of a condition such as Ready' }),
  )
  .min(1)
  .meta({ errorMessage: 'a list of at least one type of a condition' });

/** One entry of `targets`. What goes with which kind is in kindCheck.ts. */
export const target = z
  .strictObject({
    kind: z.string().meta({
      description: 'Kind of the object. A custom resource needs its apiVersion as well.',
      examples: Object.keys(kinds),
      errorMessage: `${Object.keys(kinds).join(', ')}, or a custom resource with its apiVersion`,
    }),
    apiVersion: z.string().regex(apiVersionSyntax).optional().meta({
      description: 'API group and version of a custom resource. A kind with a rule of its own needs none.',
      errorMessage: 'a group and version such as monitoring.coreos.com/v1',
    }),
    resource: z
      .string()
      .max(63)
      .regex(/^[a-z]([-a-z0-9]*[a-z0-9])?$/)
      .optional()
      .meta({
        description:
          'Plural of a custom resource, as in its URL. Default: guessed from the kind as Kubernetes guesses it.',
        errorMessage: 'a plural in lower case such as prometheuses',
      }),
    conditions: z
      .strictObject({
        healthy: conditionTypes.optional().meta({ description: 'Conditions that must be there and be True.' }),
        unhealthy: conditionTypes.optional().meta({ description: 'Conditions that must not be True.' }),
      })
      .optional()
      .meta({
        minProperties: 1,
        description:
          'Which conditions of a custom resource mean what. Default: Ready, Available, Healthy, Succeeded and Reconciled must be True; Degraded, Stalled and Failed must not.',
      }),
    namespace: z
      .string()
      .max(63)
      .regex(/^(\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)$/)
      .optional()
      .meta({
        description: 'Kubernetes namespace of the object; "*" with a selector for all namespaces.',
        errorMessage: 'a Kubernetes namespace (1 to 63 lower-case letters, digits and "-"), or "*" for all of them',
      }),
    name: z.string().max(253).regex(dnsSubdomain).optional().meta({
      description: 'Name of the one object. Give either name or selector.',
      errorMessage: 'a Kubernetes name: 1 to 253 lower-case letters, digits, "-" and "."',
    }),
    selector: z
      .string()
      .superRefine((text, context) => {
        try {
          parseLabelSelector(text);
        } catch (error) {
          context.addIssue({ code: 'custom', message: errorMessage(error) });
        }
      })
      .optional()
      .meta({
        description: 'Label selector of a set of objects, as `kubectl -l` takes it. Give either name or selector.',
        errorMessage: 'a label selector such as app=grafana,tier in (web,api)',
      }),
    atLeast: z.int().min(1).optional().meta({
      description: 'How many objects the selector must match. Default: 1.',
      errorMessage: 'a whole number from 1',
    }),
    mode: z.enum(['AllOfThem', 'AtLeastOne']).optional().meta({
      description:
        'AllOfThem: every desired replica must serve, and rollouts must end. AtLeastOne: one is enough. Default: AllOfThem.',
    }),
    minReady: minReady.optional(),
    allowZero: z.boolean().default(false).meta({ description: 'Whether a workload that is scaled to 0 is healthy.' }),
    grace: grace.optional(),
    downGrace: downGrace.optional(),
  })
  .refine((value) => (value.name === undefined) !== (value.selector === undefined), {
    ...always,
    message: 'give either name (one object) or selector (a set), and not both',
  })
  .refine((value) => value.atLeast === undefined || value.selector !== undefined, {
    ...always,
    path: ['atLeast'],
    message: 'atLeast counts the objects that a selector matches; it has no meaning beside name',
  })
  .refine((value) => value.mode === undefined || value.minReady === undefined, {
    ...always,
    path: ['minReady'],
    message: 'give either mode or minReady, and not both',
  })
  .meta({
    oneOf: [{ required: ['name'] }, { required: ['selector'] }],
    not: { required: ['mode', 'minReady'] },
    dependencies: { atLeast: ['selector'] },
    ...editorRules,
  });
