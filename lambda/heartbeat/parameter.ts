import { partition } from '@aws-sdk/core/client';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { record, text } from '../../model/json';
import { sendHttps } from './httpsRequest';

export interface ParameterStore {
  readonly region: string;
  readonly credentials: AwsCredentialIdentityProvider;
  /** The endpoint of Systems Manager. @default - that of the region */
  readonly endpoint?: string | undefined;
  /** The process's clock in milliseconds. */
  readonly now: () => number;
}

/** A POST request. */
export interface SignedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request to the Parameter Store, signed here, because the client of the SDK would be half as large as the function. */
export async function signedRequest(
  operation: 'GetParameter' | 'DescribeParameters',
  input: object,
  { region, credentials, endpoint, now }: ParameterStore,
): Promise<SignedRequest> {
  const url = new URL(endpoint ?? `https://ssm.${region}.${partition(region).dnsSuffix}/`);
  const body = JSON.stringify(input);
  const signer = new SignatureV4({ service: 'ssm', region, credentials, sha256: Hash.bind(null, 'sha256') });
  const { headers } = await signer.sign(
    {
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: '/',
      headers: {
        host: url.host,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AmazonSSM.${operation}`,
      },
      body,
    },
    { signingDate: new Date(now()) },
  );
  return { url: url.href, headers, body };
}

/**
 * Reads a SecureString of the Parameter Store.
 *
 * Source: AWS Systems Manager API Reference, GetParameter.
 * @returns the value: a secret.
 * @throws Error that names what AWS answered.
 */
export async function readParameter(name: string, store: ParameterStore, signal: AbortSignal): Promise<string> {
  const { url, headers, body } = await signedRequest('GetParameter', { Name: name, WithDecryption: true }, store);
  const response = await sendHttps(new URL(url), { method: 'POST', headers, body }, signal);
  const answer = parse(response.body);
  const value = text(record(answer.Parameter).Value);
  if (response.status === 200 && value !== undefined) return value;
  // The type of an error is not a secret, but its message may be anything.
  const type = /\w+$/.exec(text(answer.__type) ?? '')?.[0] ?? `status ${response.status}`;
  throw new Error(`ssm:GetParameter for ${name} answered ${type}`);
}

function parse(body: string) {
  try {
    return record(JSON.parse(body));
  } catch {
    return {};
  }
}
