import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Authority, createAuthority } from '../support/servers/certificates';
import { type RawServer, startTcpServer, startTlsServer } from '../support/servers/rawSockets';
import { configText, type Folder, temporaryFolder } from './commandLine';
import { kubeconfigText } from './kubeconfigText';

/** More than 10, as each waits for its next try with a listener. */
const targets = Array.from({ length: 14 }, (_, index) => ({
  kind: 'Deployment',
  namespace: 'shop',
  name: `web-${index}`,
}));
/** Makes the timeouts of 10 s and 30 s shorter by a factor, and warns of many listeners as Node.js 20 does. */
const preloaded = (factor: number) => `
  const wait = setTimeout;
  globalThis.setTimeout = (run, milliseconds, ...more) => wait(run, milliseconds / ${factor}, ...more);
  const limit = (signal) => {
    require('node:events').setMaxListeners(10, signal);
    return signal;
  };
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (milliseconds) => limit(timeout.call(AbortSignal, milliseconds / ${factor}));
  globalThis.AbortController = class extends AbortController {
    constructor() {
      super();
      limit(this.signal);
    }
  };
`;

let authority: Authority;
let folder: Folder;
let bundle: string;

beforeAll(async () => {
  authority = await createAuthority('kubernetes');
  folder = temporaryFolder();
  bundle = join(folder.path, 'eks-vigil.js');
  execFileSync(process.execPath, [join(__dirname, '../../cli/bundle.mjs'), bundle]);
});
afterAll(() => folder.remove());

test.each<[title: string, start: () => Promise<RawServer>, factor: number, message: string]>([
  ['TCP connections', startTcpServer, 6, 'connected to ADDRESS, but the TLS handshake did not finish within 10000 ms'],
  [
    'TLS connections',
    async () => {
      const keys = await authority.issue({ commonName: 'server', ipAddresses: ['127.0.0.1'] });
      return startTlsServer(keys, ['h2'], () => {});
    },
    // The handshake takes seconds on a busy machine.
    2,
    'connected to ADDRESS with verified TLS, but it sent',
  ],
])(
  'a server that accepts %s and never responds: what worked, and no warning of Node.js',
  async (_, startServer, factor, message) => {
    const server = await startServer();
    const address = `127.0.0.1:${server.port}`;
    const caData = Buffer.from(authority.certificatePem).toString('base64');
    const kubeconfig = folder.write('kubeconfig', kubeconfigText({ url: `https://${address}`, caData }));
    const config = folder.write('prod.yaml', configText(targets));
    const preload = folder.write('preloaded.cjs', preloaded(factor));
    const args = ['--require', preload, bundle, 'check', '--config', config, '--kubeconfig', kubeconfig];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH } });
    const [[exitCode], stdout, stderr] = await Promise.all([
      once(child, 'close'),
      text(child.stdout),
      text(child.stderr),
    ]);
    await server.stop();
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 3 });
    const rows = stdout.split('\n').filter((row) => row.startsWith('Unknown '));
    expect(rows).toHaveLength(targets.length);
    // Said once, since it is the same for all of them. The table may wrap it.
    expect(stdout.replace(/\s+/g, ' ')).toContain(message.replace('ADDRESS', address));
  },
);
