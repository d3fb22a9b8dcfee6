import type { IncomingMessage } from 'node:http';

/** Credentials as Lambda gives them to a function. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Random text, the same for the same seed. */
function noise(seed: string, length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let state = [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2147483647, 7);
  return Array.from({ length }, () => {
    state = (state * 48271) % 2147483647;
    return alphabet[state % alphabet.length];
  }).join('');
}

function credentialsNamed(name: string): Credentials {
  return {
    accessKeyId: `ASIA${noise(name, 40)
      .replaceAll(/[^A-Z0-9]/g, '')
      .padEnd(16, '7')
      .slice(0, 16)}`,
    secretAccessKey: `${noise(`${name} key`, 20)}/+${noise(`${name} end`, 18)}`,
    sessionToken: `IQoJb3JpZ2luX2Vj${noise(`${name} session`, 300)}==`,
  };
}

export const credentials = credentialsNamed('first');
/** The credentials that replace them during the life of an instance. */
export const renewedCredentials = credentialsNamed('second');

/** The environment variables in which Lambda provides credentials. */
export function variablesOf({ accessKeyId, secretAccessKey, sessionToken }: Credentials) {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
}

let echoes = 0;

/**
 * All credentials in one text, as a careless server or a debugging proxy might echo them: in many forms, each time with
 * another one first, because only the beginning of a text may be logged.
 */
export function echo({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const { authorization = '' } = headers;
  const forms = [
    secretAccessKey,
    sessionToken,
    accessKeyId,
    JSON.stringify(headers),
    authorization,
    authorization.replace('Bearer k8s-aws-v1.', ''),
    secretAccessKey.replaceAll('/', '\\/'),
    secretAccessKey.replaceAll('/', '&#x2F;').replaceAll('+', '&#43;'),
    encodeURIComponent(secretAccessKey).toLowerCase(),
    `https://sts.amazonaws.com/?X-Amz-Security-Token=${encodeURIComponent(sessionToken)}&X-Amz-Signature=${'ab'.repeat(32)}`,
    `${'x'.repeat(280)}${secretAccessKey}`,
    `${'x'.repeat(280)}${sessionToken}`,
  ];
  const first = echoes++ % forms.length;
  return [...forms.slice(first), ...forms.slice(0, first)].join(' ');
}

/** Shorter pieces of a secret could be there by chance. */
const pieceLength = 16;

/** The secrets of which a text contains a piece, in whatever form. */
export function leaksIn(text: string, secrets: Iterable<string>): string[] {
  const plain = canonical(text);
  return [...secrets].filter((secret) => {
    // Every token and every session token begins with this, so it is not secret.
    const body = canonical(secret.replace(/^(k8s-aws-v1\.aHR0cHM6Ly9zdHMu|IQoJb3JpZ2luX2Vj)/, ''));
    const pieces = Math.max(1, body.length - pieceLength + 1);
    return Array.from({ length: pieces }, (_, at) => body.slice(at, at + pieceLength)).some((piece) =>
      plain.includes(piece),
    );
  });
}

/** In lower case, without the escapes of JSON, URLs and HTML. */
function canonical(text: string): string {
  return text
    .replaceAll('\\', '')
    .replaceAll(/%2f|&#47;|&#x2f;/gi, '/')
    .replaceAll(/%2b|&#43;|&#x2b;/gi, '+')
    .replaceAll(/%3d|&#61;|&#x3d;/gi, '=')
    .toLowerCase();
}
