import { z } from 'zod';
import { severities } from '../../../model/severity';
import { defaultParts, optionalParts } from '../../presets/systemComponents';

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const namespace = z.string().max(63).regex(label);
const namespaceMessage = 'a Kubernetes namespace: 1 to 63 lowercase letters, digits and "-"';
/** Runs a check even if the mapping has other problems, so that a user sees all problems at once. */
const always = { when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null };

const severity = z.enum(severities).optional().meta({
  description: 'Severity of all its parts. Default: that of each part, as in docs/presets.md.',
});

/** Source: Helm, "Helm Install" (the name of a release has at most 53 characters). */
const maxRelease = 53;

const kubePrometheusStack = z
  .strictObject({
    release: z
      .string()
      .max(maxRelease)
      .regex(label)
      .meta({
        description: 'Name of the Helm release, as `helm list` prints it.',
        errorMessage: `the name of a Helm release: 1 to ${maxRelease} lowercase letters, digits and "-"`,
      }),
    namespace: namespace.meta({
      description: 'Namespace of the Helm release.',
      errorMessage: namespaceMessage,
    }),
    values: z
      .union([z.string().min(1), z.record(z.string(), z.unknown())])
      .optional()
      .meta({
        description:
          'Helm values of the release: a mapping, or the path of their file, relative to the configuration file. Only the keys that change names or parts are read. Default: those of the chart.',
        errorMessage: 'the path of a values file, or a mapping of Helm values',
      }),
    probes: z.boolean().default(true).meta({
      description:
        'Whether the programs are also asked themselves, through the API server. The control plane must reach their ports.',
    }),
    severity,
  })
  .optional()
  .meta({
    description: 'Watches the parts of a release of the Helm chart kube-prometheus-stack.',
    errorMessage: 'a mapping such as { release: kps, namespace: monitoring }',
  });

const parts = (names: readonly [string, ...string[]]) =>
  z.array(z.enum(names).meta({ errorMessage: `one of ${names.join(', ')}` })).default([]);

const eksSystem = z
  .strictObject({
    with: parts(optionalParts).meta({
      description: 'What the cluster has in addition to the default parts.',
      errorMessage: `a list of ${optionalParts.join(', ')}`,
    }),
    without: parts(defaultParts).meta({
      description: 'Default parts that the cluster does not have, such as kube-proxy where Cilium replaces it.',
      errorMessage: `a list of ${defaultParts.join(', ')}`,
    }),
    namespaces: z
      .strictObject(
        Object.fromEntries(
          optionalParts.map((part) => [
            part,
            namespace.optional().meta({ description: `Namespace of ${part}.`, errorMessage: namespaceMessage }),
          ]),
        ),
      )
      .prefault({})
      .meta({ description: 'Namespaces of parts of `with` that are not in their usual ones.' }),
    severity,
  })
  .superRefine(({ with: included, namespaces }, context) => {
    if (!Array.isArray(included) || typeof namespaces !== 'object' || namespaces === null) return;
    for (const part of Object.keys(namespaces).filter(
      (key) => optionalParts.includes(key) && !included.includes(key),
    )) {
      const message = `${part} is not in with; add it there, or remove this key`;
      context.addIssue({ code: 'custom', path: ['namespaces', part], message });
    }
  }, always)
  .optional()
  .meta({
    description: `Watches the system of an EKS cluster: ${defaultParts.join(', ')}, and more with \`with\`.`,
    errorMessage: 'a mapping such as { with: [ebs-csi] }, or {} for the default parts',
  });

/** One entry of `presets`. That it has one key, expandPresets.ts checks. */
export const preset = z.strictObject({ 'kube-prometheus-stack': kubePrometheusStack, 'eks-system': eksSystem }).meta({
  minProperties: 1,
  maxProperties: 1,
  errorMessage: 'a mapping with one preset, such as { eks-system: {} }',
});

export const presets = z.array(preset).optional().meta({
  description: 'Targets and probes of well-known programs. `eks-vigil expand` prints what they expand to.',
  errorMessage: 'a list of presets, such as [{ eks-system: {} }]',
});

export type PresetConfig = z.output<typeof preset>;
export type KubePrometheusStackConfig = NonNullable<PresetConfig['kube-prometheus-stack']>;
export type EksSystemConfig = NonNullable<PresetConfig['eks-system']>;
