import { gunzipSync } from 'node:zlib';
import { operationOf } from './aws/operations';
import { queryError, queryXml } from './aws/queryXml';
import type { HttpRequest, HttpResponse } from './exchange';
import { type ScriptedServer, startScriptedServer } from './scriptedServer';

/** An error of AWS. */
export class AwsFailure {
  readonly code: string;
  readonly message: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    this.code = code;
    this.message = message;
    this.status = status;
  }
}

/** What AWS answers to an operation, in the form of the SDK, or an AwsFailure. */
export type AwsAnswer = (input: Readonly<Record<string, unknown>>) => unknown;

/** By permission, such as `sns:GetTopicAttributes`. */
export type AwsAnswers = Readonly<Record<string, AwsAnswer>>;

const queryServices: ReadonlySet<string> = new Set(['cloudformation', 'sns', 'sts']);

/**
 * Starts any AWS services on one port of 127.0.0.1, which the SDK finds by `AWS_ENDPOINT_URL`: they answer what a table says, and
 * deny everything else. Requests must be signed, with any credentials.
 *
 * @param answers - read for each request, so that a test can change them.
 * @param now - the clock of the servers, in milliseconds since the epoch.
 */
export function startAwsOperations(answers: () => AwsAnswers, now: () => number): Promise<ScriptedServer> {
  return startScriptedServer({
    respond: async (request, body) => respond(request, textOf(request, body), answers(), now()),
    placeOf: ({ url = '' }) => url,
    now,
  });
}

function respond(request: HttpRequest, body: string, answers: AwsAnswers, now: number): HttpResponse {
  const { action, input } = operationOf(request, body) ?? { action: 'unsigned', input: {} };
  const [service = '', operation = ''] = action.split(':');
  const denied = new AwsFailure('AccessDeniedException', `not authorized to perform: ${action}`, 403);
  const answer = answers[action]?.(input) ?? denied;
  const isQuery = queryServices.has(service);
  const failure = answer instanceof AwsFailure ? answer : undefined;
  const content = isQuery
    ? failure === undefined
      ? queryXml(operation, answer)
      : queryError(failure.code, failure.message)
    : JSON.stringify(failure === undefined ? answer : { __type: failure.code, message: failure.message });
  return {
    status: failure?.status ?? 200,
    headers: {
      date: new Date(now).toUTCString(),
      'content-type': isQuery ? 'text/xml' : 'application/json',
      ...(failure === undefined ? {} : { 'x-amzn-errortype': failure.code }),
    },
    body: Buffer.from(content),
  };
}

function textOf({ headers }: HttpRequest, body: Buffer): string {
  return String(headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
}
