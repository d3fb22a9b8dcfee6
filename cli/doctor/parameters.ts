import type { STSClient } from '@aws-sdk/client-sts';
import { signedRequest } from '../../lambda/heartbeat/parameter';
import { type JsonObject, record, records, text } from '../../model/json';
import { readAws } from './awsRead';

/** What the Parameter Store says about a parameter. Its value is never read. */
export interface Parameter {
  readonly name: string;
  /** Such as SecureString. Undefined if there is no such parameter. */
  readonly type: string | undefined;
  /** What encrypts it: an alias, an ID or an ARN. */
  readonly keyId: string | undefined;
}

interface Caller {
  readonly region: string;
  /** Whose credentials are used. */
  readonly sts: STSClient;
  /** In milliseconds since the epoch. */
  readonly now: () => number;
}

const timeout = 15_000;

/** Describes parameters, without a client of the SDK, which nothing else here needs. */
export function readParameters(names: readonly string[], caller: Caller): Promise<Parameter[]> {
  return Promise.all(names.map((name) => readParameter(name, caller)));
}

async function readParameter(name: string, caller: Caller): Promise<Parameter> {
  const input = { ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [name] }] };
  const answer = await readAws('ssm:DescribeParameters', send(input, caller));
  const found = records(answer?.Parameters).find((one) => one.Name === name) ?? {};
  return { name, type: text(found.Type), keyId: text(found.KeyId) };
}

async function send(input: object, { region, sts, now }: Caller): Promise<JsonObject> {
  // As the clients of the SDK do.
  const endpoint = process.env.AWS_ENDPOINT_URL_SSM ?? process.env.AWS_ENDPOINT_URL;
  const store = { region, credentials: sts.config.credentials, endpoint, now };
  const { url, headers, body } = await signedRequest('DescribeParameters', input, store);
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeout) });
  const answer = record(await response.json().catch(() => ({})));
  if (response.ok) return answer;
  const name = /\w+$/.exec(text(answer.__type) ?? '')?.[0] ?? `status ${response.status}`;
  throw Object.assign(new Error(text(answer.message) ?? text(answer.Message) ?? ''), { name });
}
