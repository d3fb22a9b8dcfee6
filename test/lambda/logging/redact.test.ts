import fc from 'fast-check';
import { createRedactor } from '../../../lambda/logging/redact';

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const session = 'IQoJb3JpZ2luX2VjEJr//////////wEaDGV1==';
const environment = {
  AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: secret,
  AWS_SESSION_TOKEN: session,
};
const redact = createRedactor(environment);
const redactFormats = createRedactor({});

describe('credentials of the environment are recognized by their value', () => {
  test.each(Object.entries(environment))('%s', (_, value) => {
    expect(redact(`before ${value} after`)).toBe('before [redacted] after');
    expect(redact(`before ${encodeURIComponent(value)} after`)).toBe('before [redacted] after');
    expect(redact(JSON.stringify({ nested: { value } }))).toBe('{"nested":{"value":"[redacted]"}}');
    expect(redact(`${value}${value}`)).toBe('[redacted][redacted]');
  });

  test('after they were renewed', () => {
    const renewed = { AWS_SESSION_TOKEN: 'the first token' };
    const redactRenewed = createRedactor(renewed);
    renewed.AWS_SESSION_TOKEN = 'the second token';
    expect(redactRenewed('the second token')).toBe('[redacted]');
  });

  test('after they were replaced, because they may still be valid', () => {
    const renewed = { AWS_SESSION_TOKEN: 'the first token' };
    const redactRenewed = createRedactor(renewed);
    redactRenewed('anything');
    renewed.AWS_SESSION_TOKEN = 'the second token';
    expect(redactRenewed('the first token, the second token')).toBe('[redacted], [redacted]');
  });

  test('but not after many rotations', () => {
    const renewed = { AWS_SESSION_TOKEN: '' };
    const redactRenewed = createRedactor(renewed);
    for (let count = 10; count < 40; count += 1) {
      renewed.AWS_SESSION_TOKEN = `${count} tokens`;
      redactRenewed('anything');
    }
    expect(redactRenewed('10 tokens, 39 tokens')).toBe('10 tokens, [redacted]');
  });

  test.each([
    ['escaped in JSON', secret.replaceAll('/', '\\\\/')],
    ['escaped in JSON in JSON', secret.replaceAll('/', '\\\\\\\\/')],
    ['percent-encoded in lower case', encodeURIComponent(secret).toLowerCase()],
    ['escaped in HTML', session.replaceAll('/', '&#x2F;').replaceAll('=', '&#61;')],
    ['in lower case', secret.toLowerCase()],
  ])('%s', (_, text) => {
    expect(redact(`before ${text} after`)).toBe('before [redacted] after');
  });

  test.each([13, 20, 39])('truncated after %p characters', (length) => {
    expect(redact(`before ${secret.slice(0, length)}… after`)).toBe('before [redacted]… after');
  });

  test('but not values so short that they occur in other words', () => {
    expect(createRedactor({ AWS_SECRET_ACCESS_KEY: 'e', AWS_SESSION_TOKEN: '' })('three targets')).toBe(
      'three targets',
    );
  });

  test('but not other variables', () => {
    expect(createRedactor({ ...environment, AWS_REGION: 'eu-central-1' })('in eu-central-1')).toBe('in eu-central-1');
  });
});

describe('other secrets', () => {
  test('are recognized by their value, and read in each call', () => {
    const others: string[] = [];
    const redactOthers = createRedactor(environment, () => others);
    expect(redactOthers('the password hunter2"hunter2')).toBe('the password hunter2"hunter2');
    others.push('hunter2"hunter2', 'short');
    expect(redactOthers(JSON.stringify('hunter2"hunter2 short'))).toBe('"[redacted] short"');
  });

  test('do not displace each other or those of the environment, however many there are', () => {
    const others = Array.from({ length: 100 }, (_, index) => `secret number ${index}.`);
    const redactOthers = createRedactor(environment, () => others);
    for (const _ of [1, 2]) {
      expect(redactOthers([...others, secret].join())).toBe(Array.from({ length: 101 }, () => '[redacted]').join());
    }
  });
});

const token = `k8s-aws-v1.${Buffer.from('https://sts.eu-central-1.amazonaws.com/?X-Amz-Signature=abc').toString('base64url')}`;
const signature = 'b3ac7ff2a7e5c1b5d4a1ff8b3a9d36f0c8d2a6c1d97bbd5a3e8f0a1b2c3d4e5f';
const headers = {
  authorization: `AWS4-HMAC-SHA256 Credential=ASIAOTHER/20260101/eu-central-1/eks/aws4_request, SignedHeaders=host, Signature=${signature}`,
  'x-amz-security-token': session,
};

describe('other secrets are recognized by their format', () => {
  test.each<[format: string, text: string, secrets: readonly string[]]>([
    ['an EKS token', `the token ${token} was rejected`, [token.slice(11)]],
    ['a token with padding', `${token}==`, [token.slice(11)]],
    ['a token without its prefix', `sent ${token.slice(11)}`, [token.slice(11)]],
    ['a signature alone', `SignedHeaders=host, Signature=${signature}`, [signature]],
    ['a bearer header', `authorization: Bearer ${token}`, [token.slice(11)]],
    ['a bearer token of another kind', 'Bearer eyJhbGciOi.eyJzdWIi.c2ln-_~+/=', ['eyJhbGciOi', 'eyJzdWIi', 'c2ln']],
    [
      'a JSON Web Token',
      'refused eyJhbGciOiJub25lIn0.eyJzdWIiOiJldmUifQ.c2lnbmF0dXJl',
      ['eyJhbGci', 'eyJzdWIi', 'c2ln'],
    ],
    ['a bearer header in upper case', 'Authorization: BEARER abcdef', ['abcdef']],
    [
      'a presigned URL',
      `https://sts.amazonaws.com/?X-Amz-Credential=ASIA%2F2026&X-Amz-Security-Token=${encodeURIComponent(session)}&X-Amz-Signature=${signature}`,
      ['ASIA', encodeURIComponent(session), signature],
    ],
    ['a presigned URL in lower case', `?x-amz-signature=${signature}`, [signature]],
    ['headers as an object', JSON.stringify({ headers }), [signature, session, 'ASIAOTHER']],
    [
      'headers of HTTP/1.1',
      `authorization: ${headers.authorization}\r\nx-amz-security-token: ${session}\r\n`,
      [signature, session, 'ASIAOTHER'],
    ],
    [
      'headers in an error, in a JSON line',
      JSON.stringify({ message: `sent ${JSON.stringify(headers)}` }),
      [signature, session, 'ASIAOTHER'],
    ],
    [
      'headers in a JSON line in a JSON line',
      JSON.stringify({ line: JSON.stringify({ message: JSON.stringify(headers) }) }),
      [signature, session, 'ASIAOTHER'],
    ],
    [
      'headers as Node.js formats them',
      `{ authorization: '${headers.authorization}', 'x-amz-security-token': '${session}' }`,
      [signature, session, 'ASIAOTHER'],
    ],
  ])('%s', (_, text, secrets) => {
    const redacted = redactFormats(text);
    expect(redacted).toContain('[redacted]');
    for (const one of secrets) expect(redacted).not.toContain(one);
  });

  test('and the text around them stays', () => {
    expect(redactFormats(`GET /?Action=GetCallerIdentity&X-Amz-Signature=${signature}&X-Amz-Expires=60 failed`)).toBe(
      'GET /?Action=GetCallerIdentity&X-Amz-Signature=[redacted]&X-Amz-Expires=60 failed',
    );
  });

  test.each([
    'permission to get deployments.apps "web" in namespace "shop" is missing',
    'the cluster does not accept the identity (response: Unauthorized)',
    'eks:DescribeCluster of cluster prod failed: AccessDeniedException: no authorization',
  ])('%j has no secret', (text) => {
    expect(redact(text)).toBe(text);
  });
});

test('a redacted line of JSON is valid JSON, whatever values it has', () => {
  const piece = fc.constantFrom(
    `${token} `,
    secret,
    session,
    signature,
    'authorization: ',
    'Bearer ',
    'X-Amz-Signature=',
    JSON.stringify(headers),
    '"',
    '\\',
    ' ',
    '\n',
    'x',
  );
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.dictionary(text, text), (fields) => {
      const line = redact(JSON.stringify(fields));
      expect(() => JSON.parse(line)).not.toThrow();
      for (const value of [secret, session, token.slice(11)]) expect(line).not.toContain(value);
    }),
  );
});
