import { isThrottlingError } from '@smithy/core/retry';
import type { SdkError } from '@smithy/types';
import { record, records, text } from '../../model/json';
import type { Reason } from '../../model/reasons';
import { truncate } from '../../model/truncate';
import type { EksObservation } from '../health/eks/eksObservation';
import type { Missing, Unreadable } from '../health/observation';
import { describeAwsError } from './awsCall';
import type { Described, ListedPage } from './eksApi';

/** What the answers of the EKS API mean. Pure. */

/** What was asked for. */
export interface Asked {
  readonly cluster: string;
  readonly name: string;
}

/** The resource in an answer; unreadable if the answer is about something else. */
export function toEksObservation({ cluster, name }: Asked, answer: Described): EksObservation {
  if (answer.cluster !== cluster || answer.name !== name) {
    const about = text(answer.name) === undefined ? 'nothing' : truncate(`${answer.cluster}/${answer.name}`);
    return unreadable('EksApiFailed', `requested ${cluster}/${name}, got ${about}`);
  }
  const { status, health, createdAt, modifiedAt } = record(answer.description);
  if (typeof status !== 'string') return unreadable('EksApiFailed', 'the answer of EKS has no status');
  const issues = records(record(health).issues).map(({ code, message, resourceIds }) => ({
    code: text(code) ?? 'without a code',
    message: text(message) ?? '',
    resourceIds: Array.isArray(resourceIds) ? resourceIds.filter((id) => typeof id === 'string') : [],
  }));
  return { type: 'found', status, issues, ...dated('createdAt', createdAt), ...dated('modifiedAt', modifiedAt) };
}

function dated(key: 'createdAt' | 'modifiedAt', value: unknown) {
  const at = value instanceof Date ? value.getTime() : Number.NaN;
  return Number.isNaN(at) ? {} : { [key]: at };
}

const nameSyntax = /^[0-9A-Za-z][-_0-9A-Za-z]{0,99}$/;
/** Of a page. Source: Amazon EKS API Reference, ListNodegroups (`maxResults`). */
const maxNames = 100;

/**
 * The names on one page of a list.
 *
 * @throws Error if the page is something else.
 */
export function namesIn({ names }: ListedPage): string[] {
  if (!Array.isArray(names) || names.length > maxNames) throw new Error('the response is not a list of names');
  return names.map((name: unknown) => {
    if (typeof name === 'string' && nameSyntax.test(name)) return name;
    throw new Error(`the response has a name that EKS does not allow: ${truncate(String(name), 100)}`);
  });
}

/** How the reader may be allowed to read, and what it needs in its network. */
export interface ReaderSituation {
  /** What to do, by the reason. */
  readonly remedies: Readonly<Record<'AccessDenied' | 'NoCredentials', string>>;
  readonly inVpc: boolean;
}

const accessErrors: ReadonlySet<string> = new Set(['AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation']);

/**
 * What an error of the EKS API means.
 *
 * @param operation - such as DescribeNodegroup.
 */
export function toEksFailure(
  error: unknown,
  operation: string,
  { remedies, inVpc }: ReaderSituation,
): Missing | Unreadable {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  if (name === 'ResourceNotFoundException') {
    return { type: 'missing', reason: 'NotFound', message: `EKS reports: ${truncate(message)}` };
  }
  const what = `eks:${operation} failed: ${describeAwsError(error, inVpc ? 'eks' : undefined)}`;
  if (accessErrors.has(name)) {
    return unreadable(
      'AccessDenied',
      `permission for eks:${operation} is missing: ${remedies.AccessDenied} (${truncate(message)})`,
    );
  }
  if (name === 'CredentialsProviderError') return unreadable('NoCredentials', `${what}; ${remedies.NoCredentials}`);
  if (name === 'TimeoutError') return unreadable('Timeout', what);
  const isThrottled = error instanceof Error && isThrottlingError(error as SdkError);
  return unreadable(isThrottled ? 'TooManyRequests' : 'EksApiFailed', what);
}

function unreadable(reason: Reason, message: string): Unreadable {
  return { type: 'unreadable', reason, message };
}
