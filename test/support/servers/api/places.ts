import type { HttpRequest } from '../exchange';

const places: readonly [RegExp, (match: RegExpExecArray) => string][] = [
  [/\/(?:pods|services)\/[^/:]+:([^/:]+):[^/]+\/proxy\//, ([, name = '']) => `program ${name}`],
  [/^\/readyz$/, () => 'readyz'],
  [/\/leases\/[^/]+$/, () => 'lease'],
  [/\/namespaces\/[^/]+$/, () => 'namespace'],
  [/\/pods$/, () => 'pods'],
  [/\/events$/, () => 'events'],
  [/\/(?:deployments|statefulsets)$/, () => 'list'],
  [/\/(?:deployments|statefulsets)\/([^/]+)$/, ([, name = '']) => name],
];

/** The place of a request to the API server in scripts: the name of a workload, a program behind the proxy, or what is read. */
export function placeInApi({ url = '' }: Pick<HttpRequest, 'url'>): string {
  const path = url.replace(/\?.*$/, '');
  for (const [pattern, place] of places) {
    const match = pattern.exec(path);
    if (match !== null) return place(match);
  }
  return 'discovery';
}
