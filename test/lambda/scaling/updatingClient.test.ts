import { UpdatingClient } from '../../../lambda/scaling/updatingClient';
import { createAuthority } from '../../support/servers/certificates';
import { startScriptedServer } from '../../support/servers/scriptedServer';
import { generousLimits } from '../kubernetes/generousLimits';
import { serverTime } from '../kubernetes/testServer';

const path = '/apis/apps/v1/namespaces/shop/deployments/web/scale';

test('replaces an object by PUT, and reads by GET', async () => {
  const seen: object[] = [];
  const authority = await createAuthority('kubernetes');
  const server = await startScriptedServer({
    respond: async ({ method, url, headers }, body) => {
      seen.push({ method, url, type: headers['content-type'], token: headers.authorization, body: String(body) });
      const answer = Buffer.from('{"kind":"Scale"}');
      return {
        status: 200,
        headers: { 'content-type': 'application/json', date: new Date(serverTime).toUTCString() },
        body: answer,
      };
    },
    placeOf: () => 'any',
    now: () => serverTime,
    keys: await authority.issue({ commonName: 'api', dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'] }),
  });
  const client = new UpdatingClient({
    connection: async () => ({ server: server.url, tls: { ca: authority.certificatePem } }),
    headers: async () => ({ authorization: 'Bearer token' }),
    explain: () => undefined,
  });
  try {
    expect(await client.replace(path, { spec: { replicas: 4 } }, generousLimits)).toMatchObject({
      body: { kind: 'Scale' },
    });
    await client.get(path, generousLimits);
    const common = { url: path, token: 'Bearer token' };
    expect(seen).toEqual([
      {
        ...common,
        url: `${path}?fieldManager=eks-vigil-scaling`,
        method: 'PUT',
        type: 'application/json',
        body: '{"spec":{"replicas":4}}',
      },
      { ...common, method: 'GET', type: undefined, body: '' },
    ]);
  } finally {
    client.destroy();
    await server.stop();
  }
});
