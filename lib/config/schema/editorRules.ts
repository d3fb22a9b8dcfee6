import { type KindInfo, kinds } from '../../../model/kinds';

interface Rule {
  readonly if: object;
  readonly then: object;
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

/** The rules of kindCheck.ts that JSON Schema can express without false positives, for editors. */
export const editorRules: { readonly anyOf: readonly object[]; readonly allOf: readonly Rule[] } = {
  anyOf: [
    { properties: { kind: { enum: Object.keys(kinds) } }, required: ['kind'] },
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
      if: { properties: { namespace: { const: '*' } }, required: ['namespace'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: { required: ['selector'] },
    },
  ],
};
