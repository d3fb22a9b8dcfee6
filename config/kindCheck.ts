import type { Mistake } from './issueMessage';
import { apiVersionOf, builtinKind, type KindInfo, kinds, splitApiVersion } from './kinds';
import { didYouMean } from './suggestion';

type RawTarget = Readonly<Record<string, unknown>>;

/** What a target's kind does not go with. Paths are inside the target. */
export function findKindMistakes(target: RawTarget): Mistake[] {
  const { kind, apiVersion } = target;
  if (typeof kind !== 'string' || (apiVersion !== undefined && typeof apiVersion !== 'string')) return [];
  const builtin = builtinKind({ kind, apiVersion });
  if (builtin !== undefined) return ofBuiltin(target, builtin);
  if (apiVersion === undefined || !/^[A-Z][A-Za-z0-9]*$/.test(kind)) return [unknownKind(kind)];
  return ofCustomResource(target);
}

function unknownKind(kind: string): Mistake {
  const coreos = ['Prometheus', 'Alertmanager', 'ThanosRuler', 'PrometheusAgent'].includes(kind);
  const hint = coreos ? ' Write apiVersion: monitoring.coreos.com/v1 beside it.' : didYouMean(kind, Object.keys(kinds));
  const known = Object.keys(kinds).join(', ');
  return mistake('kind', `found "${kind}", allowed is ${known}, or a custom resource with its apiVersion.${hint}`);
}

function ofBuiltin(target: RawTarget, info: KindInfo & { readonly kind: string }): Mistake[] {
  const { kind, scope, replicas } = info;
  const { apiVersion, namespace, selector } = target;
  const wanted = apiVersionOf(info);
  const withoutReplicas = replicas ? [] : ['mode', 'minReady', 'allowZero'].filter((key) => target[key] !== undefined);
  const onlyCustom = ['resource', 'conditions'].filter((key) => target[key] !== undefined);
  return [
    ...(apiVersion === undefined || apiVersion === wanted
      ? []
      : [mistake('apiVersion', `found "${String(apiVersion)}", but ${kind} is read as ${wanted}; leave it out.`)]),
    ...(scope === 'Cluster' && namespace !== undefined
      ? [mistake('namespace', `a ${kind} is in no namespace; leave it out.`, true)]
      : []),
    ...(scope === 'Namespaced' && namespace === undefined
      ? [mistake('namespace', 'is required: a Kubernetes namespace, or "*" with a selector for all of them.')]
      : []),
    ...everywhereByName(namespace, selector),
    ...withoutReplicas.map((key) => mistake(key, `a ${kind} has no replicas; leave ${key} out.`, true)),
    ...onlyCustom.map((key) => mistake(key, `is for custom resources; ${kind} has a rule of its own.`, true)),
  ];
}

function ofCustomResource(target: RawTarget): Mistake[] {
  const group = splitApiVersion(String(target.apiVersion)).group;
  const replicas = group === 'monitoring.coreos.com';
  const meaningless = [...(replicas ? [] : ['mode', 'allowZero']), 'minReady'];
  return [
    ...everywhereByName(target.namespace, target.selector),
    ...meaningless
      .filter((key) => target[key] !== undefined)
      .map((key) =>
        mistake(key, `means nothing for a custom resource, which is judged by its conditions; leave it out.`, true),
      ),
  ];
}

function everywhereByName(namespace: unknown, selector: unknown): Mistake[] {
  return namespace === '*' && selector === undefined
    ? [mistake('namespace', 'all namespaces ("*") can only be searched by a selector; name one namespace.')]
    : [];
}

function mistake(key: string, message: string, atKey = false): Mistake {
  return { path: [key], atKey, message };
}
