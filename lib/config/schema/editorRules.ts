import { eksKinds, kindsWithoutApiVersion } from '../../../model/eksResources';
import { type KindInfo, kinds } from '../../../model/kinds';
import { eksNameSyntax, objectNameSyntax } from './nameSyntax';

interface Rule {
  readonly if: object;
  readonly then: object;
  readonly else?: object;
}

const none = (keys: readonly string[]) => ({ not: { anyOf: keys.map((key) => ({ required: [key] })) } });

/** Applies only without `apiVersion`: with one, the kind may be a custom resource of the same name. */
function where(applies: (info: KindInfo) => boolean, then: object): Rule {
  const names = Object.entries<KindInfo>(kinds).flatMap(([name, info]) => (applies(info) ? name : []));
  return {
    if: { properties: { kind: { enum: names } }, required: ['kind'], not: { required: ['apiVersion'] } },
    then,
  };
}

const ofEks = {
  properties: { kind: { enum: Object.keys(eksKinds) } },
  required: ['kind'],
  not: { anyOf: [{ required: ['apiVersion'] }, { required: ['probe'] }] },
};
const objectKeys = [
  'namespace',
  'selector',
  'atLeast',
  'mode',
  'minReady',
  'allowZero',
  'resource',
  'conditions',
  'read',
  'downGrace',
];

/** The one target that needs neither name, selector nor probe. */
export const clusterWithoutName = {
  properties: { kind: { const: 'EKSCluster' } },
  required: ['kind'],
  not: {
    anyOf: [{ required: ['apiVersion'] }, { required: ['name'] }, { required: ['selector'] }, { required: ['probe'] }],
  },
};

/** The rules of kindCheck.ts that JSON Schema can express without false positives, for editors. */
export const editorRules: { readonly anyOf: readonly object[]; readonly allOf: readonly Rule[] } = {
  anyOf: [
    { properties: { kind: { enum: kindsWithoutApiVersion } }, required: ['kind'] },
    { required: ['kind', 'apiVersion'] },
    { required: ['probe'] },
  ],
  allOf: [
    {
      if: { required: ['probe'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: { required: ['namespace', 'port'], oneOf: [{ required: ['service'] }, { required: ['pods'] }] },
    },
    where(({ scope }) => scope === 'Cluster', none(['namespace'])),
    where(({ scope }) => scope === 'Namespaced', { required: ['namespace'] }),
    where(({ replicas }) => !replicas, none(['mode', 'minReady', 'allowZero'])),
    where(() => true, none(['resource', 'conditions'])),
    {
      if: ofEks,
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: { ...none(objectKeys), properties: { name: { pattern: eksNameSyntax.source } } },
      else: { properties: { name: { pattern: objectNameSyntax.source } } },
    },
    {
      if: { properties: { namespace: { const: '*' } }, required: ['namespace'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: { required: ['selector'] },
    },
  ],
};
