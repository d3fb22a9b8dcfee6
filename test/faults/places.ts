import type { FrontRequest } from './forward';

const places: readonly [RegExp, (match: RegExpExecArray) => string][] = [
  [/\/leases\/[^/]+$/, () => 'lease'],
  [/\/namespaces\/[^/]+$/, () => 'namespace'],
  [/\/pods$/, () => 'pods'],
  [/\/(?:deployments|statefulsets)$/, () => 'list'],
  [/\/(?:deployments|statefulsets)\/([^/]+)$/, ([, name = '']) => name],
];

/** Which place of a script a request to the API server belongs to: the name of a workload, or what is read. */
export function placeInApi({ url = '' }: Pick<FrontRequest, 'url'>): string {
  const path = url.replace(/\?.*$/, '');
  for (const [pattern, place] of places) {
    const match = pattern.exec(path);
    if (match !== null) return place(match);
  }
  return 'discovery';
}

/** Which place of a script a request to AWS belongs to. */
export function placeInAws({ headers }: Pick<FrontRequest, 'headers'>): string {
  return headers['x-amz-target'] === undefined ? 'eks' : 'cloudwatch';
}
