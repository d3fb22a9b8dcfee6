import type { AwsCredentialIdentity } from '@smithy/types';
import { EksAccess } from '../../../lambda/aws/eksAccess';
import { cluster, type FakeEks, fakeEks } from './fakeEks';

const limits = { tryTimeout: 60_000, signal: new AbortController().signal };
const minute = 60_000;
const noon = Date.UTC(2026, 0, 1, 12);

let clock: number;
let minted: number;
let credentials: () => Promise<AwsCredentialIdentity>;

beforeEach(() => {
  clock = noon;
  minted = 0;
  credentials = async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' });
});

function accessTo({ eks }: FakeEks = fakeEks(cluster('a')), inVpc = false): EksAccess {
  return new EksAccess({
    config: {
      cluster: { name: 'prod', region: 'eu-central-1' },
      access: { type: 'eksctl', roleName: 'eks-vigil-eu-central-1-prod', group: 'eks-vigil' },
      inVpc,
    },
    eks,
    credentials: () => {
      minted += 1;
      return credentials();
    },
    now: () => clock,
  });
}

describe('the connection', () => {
  test('is looked up once, for concurrent and later calls', async () => {
    const fake = fakeEks(cluster('a'));
    const access = accessTo(fake);
    const [one, other] = await Promise.all([access.connection(limits), access.connection(limits)]);
    expect(await access.connection(limits)).toBe(one);
    expect(other).toBe(one);
    expect(fake.calls).toHaveLength(1);
  });

  test('is looked up again after it failed, once for all callers', async () => {
    const fake = fakeEks(cluster('a'), cluster('b'));
    const access = accessTo(fake);
    const failed = await access.connection(limits);
    const both = await Promise.all([access.connection(limits, failed), access.connection(limits, failed)]);
    expect(both.map(({ server }) => server)).toEqual(['https://b.eks.amazonaws.com', 'https://b.eks.amazonaws.com']);
    expect((await access.connection(limits, failed)).server).toBe('https://b.eks.amazonaws.com');
    expect(fake.calls).toHaveLength(2);
  });

  test('is looked up again each time it fails', async () => {
    const fake = fakeEks(cluster('a'));
    const access = accessTo(fake);
    const first = await access.connection(limits);
    const second = await access.connection(limits, first);
    await access.connection(limits, second);
    expect(fake.calls).toHaveLength(3);
  });

  test('is looked up again after a failed lookup', async () => {
    const fake = fakeEks(new Error('throttled'), cluster('a'));
    const access = accessTo(fake);
    const both = await Promise.allSettled([access.connection(limits), access.connection(limits)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await access.connection(limits)).server).toBe('https://a.eks.amazonaws.com');
    expect(fake.calls).toHaveLength(2);
  });

  test('comes with the last description of the cluster', async () => {
    const access = accessTo(fakeEks(cluster('a'), cluster('b', { status: 'UPDATING' }), new Error('gone')));
    expect(access.described).toBeUndefined();
    const first = await access.connection(limits);
    expect(access.described?.status).toBe('ACTIVE');
    const second = await access.connection(limits, first);
    expect(access.described?.status).toBe('UPDATING');
    await expect(access.connection(limits, second)).rejects.toThrow('gone');
    expect(access.described).toBeUndefined();
  });
});

test('in a VPC, a lookup without response names the interface endpoint', async () => {
  // No waits before retries.
  jest.spyOn(Math, 'random').mockReturnValue(0);
  const noResponse = () => fakeEks(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }));
  await expect(accessTo(noResponse()).connection(limits)).rejects.toThrow(/: no address$/);
  await expect(accessTo(noResponse(), true).connection(limits)).rejects.toThrow(/ interface endpoint `eks`$/);
  jest.restoreAllMocks();
});

describe('an explanation', () => {
  const isPrivate = { resourcesVpcConfig: { endpointPublicAccess: false, endpointPrivateAccess: true } };

  test('depends on whether the function runs in a VPC', async () => {
    const access = accessTo(fakeEks(cluster('a', isPrivate)), true);
    await access.connection(limits);
    expect(access.explain('unreached')).toEqual({ message: expect.stringContaining('security group') });
  });

  test('is by the last description, also while the cluster cannot be described again', async () => {
    const access = accessTo(fakeEks(cluster('a', isPrivate), new Error('gone')));
    expect(access.explain('unreached')).toBeUndefined();
    const first = await access.connection(limits);
    expect(access.explain('unreached')).toMatchObject({ reason: 'EndpointPrivate' });
    await expect(access.connection(limits, first)).rejects.toThrow('gone');
    expect(access.explain('unreached')).toMatchObject({ reason: 'EndpointPrivate' });
  });

  describe('of a 401', () => {
    const inMode = (authenticationMode: 'CONFIG_MAP' | 'API') => cluster('a', { accessConfig: { authenticationMode } });
    const limitsOfRun = () => ({ ...limits, signal: new AbortController().signal });
    const hasNoEffect = {
      command: expect.stringMatching(/^aws eks create-access-entry /),
      message: expect.stringContaining('has no effect in authentication mode API'),
    };

    test('makes the next run describe the cluster again, once', async () => {
      const fake = fakeEks(inMode('CONFIG_MAP'), inMode('API'));
      const access = accessTo(fake);
      const first = limitsOfRun();
      await access.connection(first);
      expect(access.explain('unauthorized')).not.toEqual(hasNoEffect);
      await access.connection(first);
      expect(fake.calls).toHaveLength(1);
      const second = limitsOfRun();
      await Promise.all([access.connection(second), access.connection(second)]);
      expect(access.explain('unauthorized')).toEqual(hasNoEffect);
      await access.connection(second);
      expect(fake.calls).toHaveLength(2);
    });

    test('needs no other description once the identity is accepted', async () => {
      const fake = fakeEks(inMode('API'));
      const access = accessTo(fake);
      await access.connection(limitsOfRun());
      access.explain('unauthorized');
      for (let run = 0; run < 3; run += 1) await access.connection(limitsOfRun());
      expect(fake.calls).toHaveLength(2);
    });

    test('is the only one with this effect', async () => {
      const fake = fakeEks(inMode('API'));
      const access = accessTo(fake);
      await access.connection(limitsOfRun());
      access.explain('unreached');
      await access.connection(limitsOfRun());
      expect(fake.calls).toHaveLength(1);
    });
  });
});

describe('the headers', () => {
  test('contain the token', async () => {
    expect(await accessTo().headers()).toEqual({ authorization: expect.stringMatching(/^Bearer k8s-aws-v1\.[\w-]+$/) });
  });

  test('are created once, for concurrent and later calls', async () => {
    const access = accessTo();
    const [one, other] = await Promise.all([access.headers(), access.headers()]);
    expect(await access.headers()).toBe(one);
    expect(other).toBe(one);
    expect(minted).toBe(1);
  });

  test('are recreated when the token expires', async () => {
    const access = accessTo();
    const first = await access.headers();
    clock = noon + 14 * minute - 1;
    expect(await access.headers()).toBe(first);
    clock = noon + 14 * minute;
    expect(await access.headers()).not.toEqual(first);
    expect(minted).toBe(2);
  });

  test('are recreated when the credentials expire', async () => {
    credentials = async () => ({ accessKeyId: 'A', secretAccessKey: 's', expiration: new Date(noon + minute) });
    const access = accessTo();
    await access.headers();
    clock = noon + minute;
    await access.headers();
    expect(minted).toBe(2);
  });

  test('are recreated after a 401, once for all rejected requests', async () => {
    const access = accessTo();
    const rejected = await access.headers();
    clock = noon + 1000;
    const renewed = await Promise.all([access.headers(rejected), access.headers(rejected), access.headers()]);
    expect(new Set(renewed).size).toBe(1);
    expect(renewed[0]).not.toEqual(rejected);
    expect(await access.headers(rejected)).toBe(renewed[0]);
    expect(minted).toBe(2);
  });

  test('are created by the next call after a failure', async () => {
    const access = accessTo();
    const available = credentials;
    credentials = () => Promise.reject(new Error('none yet'));
    const both = await Promise.allSettled([access.headers(), access.headers()]);
    expect(both).toMatchObject([{ reason: { reason: 'NoCredentials' } }, { reason: { reason: 'NoCredentials' } }]);
    expect(minted).toBe(1);
    credentials = available;
    expect(await access.headers()).toHaveProperty('authorization');
  });
});
