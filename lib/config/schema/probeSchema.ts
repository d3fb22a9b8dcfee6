import { z } from 'zod';
import type { JsonObject } from '../../../model/json';
import { maxProbedPods, type ProbeKind, probeKinds } from '../../../model/probes';

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Without segments `.` and `..`, encoded or not, so that a path stays behind the proxy. */
export const pathSyntax =
  /^(?!.*%(2e|2f|5c))(\/(?!\.{1,2}(\/|\?|$))[-\w.~!$&'()*+,;=:@%]*)+(\?[-\w.~!$&'()*+,;=:@%/?]*)?$/i;

export const pathMessage =
  'a path such as /health, without "." and ".." as segments, and with special characters as %XX';

/** A DNS label with a letter. Source: Kubernetes, "Service" (names of ports). */
export const portNameSyntax = /^(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

const port = z.union([z.int().min(1).max(65_535), z.string().max(63).regex(portNameSyntax)]).meta({
  description: 'Port of the Service, as a number or a name, or of the pods, as a number.',
  errorMessage: 'a port number from 1 to 65535, or the name of a port of the Service',
});

const expect = z
  .strictObject({
    status: z.int().min(200).max(599).optional().meta({
      description: 'HTTP status. Default: 200.',
      errorMessage: 'an HTTP status from 200 to 599',
    }),
    json: z
      .record(
        z.string().max(200),
        z.union([z.string().max(200), z.number(), z.boolean()]).meta({
          errorMessage: 'a text, a number, true or false; a nested value has a path as its key, such as status.state',
        }),
      )
      .optional()
      .meta({
        description: 'Values of a JSON answer, by their paths, such as { status.state: ok }.',
        errorMessage: 'a mapping of paths such as status.state to texts, numbers, true or false',
      }),
    text: z
      .string()
      .max(200)
      .regex(/\S/)
      .optional()
      .meta({ description: 'What the answer contains.', errorMessage: 'a text of at most 200 characters' }),
  })
  .optional()
  .meta({ description: 'What the program answers if it is healthy. Only for `probe: http`.' });

const watchdog = z
  .union([
    z.literal(false),
    z
      .string()
      .max(100)
      .regex(/^[A-Za-z0-9][-\w:. ]*$/),
  ])
  .meta({
    description:
      'Name of the alert that always fires and proves that rules are evaluated, or false if there is none. Default: Watchdog.',
    errorMessage: 'the name of an alert of at most 100 letters, digits, spaces and "- _ : .", or false',
  });

const query = z
  .strictObject({
    expression: z.string().max(1000).regex(/\S/).meta({
      description: 'PromQL expression with one value as its result.',
      errorMessage: 'a PromQL expression of at most 1000 characters',
    }),
    min: z.number().optional().meta({ description: 'The lowest healthy value.', errorMessage: 'a number' }),
    max: z.number().optional().meta({ description: 'The highest healthy value.', errorMessage: 'a number' }),
  })
  .optional()
  .meta({
    description: 'A value that has to be within thresholds. No result is unhealthy. Only for `probe: prometheus`.',
  });

/** The keys of an entry of `targets` that asks a program. Rules across keys are in probeCheck.ts. */
export const probeKeys = {
  probe: z
    .enum(Object.keys(probeKinds) as [ProbeKind, ...ProbeKind[]])
    .optional()
    .meta({
      description:
        'Asks a program through the proxy of the API server, instead of reading an object. Specify either kind or probe.',
    }),
  service: z.string().max(63).regex(dnsLabel).optional().meta({
    description: 'Service of the program, which answers for one replica. Specify either service or pods.',
    errorMessage: 'the name of a Service: 1 to 63 lowercase letters, digits and "-"',
  }),
  pods: z
    .array(
      z.string().max(253).regex(dnsSubdomain).meta({
        errorMessage: 'the name of a pod, such as prometheus-0: lowercase letters, digits, "-" and "."',
      }),
    )
    .min(1)
    .max(maxProbedPods)
    .optional()
    .meta({
      description: 'Pods of the program, such as those of a StatefulSet, which have fixed names: each is asked.',
      errorMessage: 'a list of 1 to 20 names of pods',
    }),
  scheme: z.enum(['http', 'https']).optional().meta({
    description: 'Protocol of the program. Its certificate is not verified. Default: http.',
  }),
  port: port.optional(),
  path: z.string().max(500).regex(pathSyntax).optional().meta({
    description: 'Path to request, or, except for `probe: http`, the prefix of all paths. Default: /.',
    errorMessage: pathMessage,
  }),
  watchdog: watchdog.optional(),
  minTargets: z.int().min(1).optional().meta({
    description: 'How many targets must have been up within 5 minutes. Default: 1. Only for `probe: prometheus`.',
    errorMessage: 'an integer of at least 1',
  }),
  query,
  requireReceiver: z.boolean().optional().meta({
    description:
      'Whether a Watchdog that reaches nobody, because its only receiver is null or a silence matches every alert, is unhealthy and not only a warning. Default: false. Only for `probe: alertmanager`.',
  }),
  expect,
};

/** Whether a target has no kind, but keys that only probes have: its `probe` is missing or misspelt. */
export function isMeantAsProbe({ kind, probe, ...target }: JsonObject): boolean {
  if (kind !== undefined || probe !== undefined) return false;
  return Object.keys(target).some((key) => target[key] !== undefined && Object.hasOwn(probeKeys, key));
}
