import type { HttpRequest } from '../exchange';

/** What a request to AWS asks for. */
export interface AwsOperation {
  /** As the permission: `sns:GetTopicAttributes`. */
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Services that are called by a path. Source: their API references. */
const paths: readonly (readonly [service: string, path: RegExp, operation: string])[] = [
  ['eks', /^\/clusters\/(?<name>[^/?]+)$/, 'DescribeCluster'],
  ['eks', /^\/clusters\/[^/]+\/access-entries\/(?<principalArn>[^/?]+)$/, 'DescribeAccessEntry'],
  ['lambda', /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/configuration$/, 'GetFunctionConfiguration'],
  ['scheduler', /^\/schedules\/(?<Name>[^/?]+)$/, 'GetSchedule'],
];

/** Signing names that differ from the prefix of the permissions. */
const prefixes: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

/** Which operation a request asks for, by the protocol of its service; undefined without a signature. */
export function operationOf({ url = '', headers }: HttpRequest, body: string): AwsOperation | undefined {
  const signed = /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1];
  if (signed === undefined) return undefined;
  const service = prefixes[signed] ?? signed;
  const target = headers['x-amz-target']?.toString();
  if (target !== undefined)
    return { action: `${service}:${target.split('.').at(-1)}`, input: JSON.parse(body || '{}') };
  const [, path, operation] = paths.find(([name, one]) => name === service && one.test(url)) ?? [];
  if (path !== undefined) {
    const segments = Object.entries(path.exec(url)?.groups ?? {});
    const input = Object.fromEntries(segments.map(([name, value]) => [name, decodeURIComponent(value)]));
    return { action: `${service}:${operation}`, input };
  }
  const { Action: action, ...input } = Object.fromEntries(new URLSearchParams(body));
  return { action: `${service}:${action}`, input };
}
