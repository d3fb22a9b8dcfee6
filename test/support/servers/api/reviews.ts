import { record, text } from '../../../../model/json';
import type { HttpRequest } from '../exchange';
import type { ResourceRequest } from './requestInfo';
import { type ApiResponse, forbidden, json } from './statusResponses';

interface ReviewProps {
  readonly authorize?: (request: ResourceRequest, group?: string) => boolean;
  readonly mayImpersonate?: () => boolean;
}

const operator = 'operator';

/** Answers a SelfSubjectReview or a SelfSubjectAccessReview; undefined for any other path. */
export function answerReview({ url, headers }: HttpRequest, body: Buffer, props: ReviewProps): ApiResponse | undefined {
  const kind = /\/(selfsubjectreviews|selfsubjectaccessreviews)$/.exec(url ?? '')?.[1];
  if (kind === undefined) return undefined;
  const [user, group] = [headers['impersonate-user'], headers['impersonate-group']].map((value) => value?.toString());
  if (user !== undefined && props.mayImpersonate?.() === false) {
    return forbidden({ verb: 'get', group: '', version: 'v1', resource: 'users', name: user });
  }
  const review = record(JSON.parse(body.toString('utf8')));
  const status =
    kind === 'selfsubjectreviews'
      ? { userInfo: { username: user ?? operator, groups: ['system:authenticated'] } }
      : { allowed: props.authorize?.(requestOf(record(review.spec).resourceAttributes), group) !== false };
  return json(201, { ...review, status });
}

function requestOf(attributes: unknown): ResourceRequest {
  const { verb, group, version, resource, subresource, namespace, name } = record(attributes);
  return {
    verb: verb === 'list' ? 'list' : 'get',
    group: text(group) ?? '',
    version: text(version) ?? '',
    resource: [resource, ...(subresource === undefined ? [] : [subresource])].join('/'),
    ...(namespace === '' ? {} : { namespace: String(namespace) }),
    ...(name === '' ? {} : { name: String(name) }),
  };
}
