import { gzipSync } from 'node:zlib';
import {
  changingDeployment,
  changingNameOf,
  deployment,
  lease,
  nameOf,
  pods,
  shortDeployment,
  shortNameOf,
} from './objects';

/** An answer of the API server. */
export interface Body {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export const json = { 'content-type': 'application/json' };

const pageSize = 100;
/** Deployments that lack a pod, beside the others. */
export const shortDeployments = 10;
/** Deployments that have changed whenever they are read. */
const changingDeployments = 1000;

/** Makes every answer but the Lease's before the first request. */
export function bodies(deployments: number): ReadonlyMap<string, Body> {
  const made = new Map<string, Body>();
  const add = (name: string, object: object) =>
    made.set(name, { bytes: Buffer.from(JSON.stringify(object)), headers: json });
  const kind = { kind: 'Deployment', apiVersion: 'apps/v1' };
  for (let index = 0; index < deployments; index++) add(nameOf(index), { ...kind, ...deployment(index) });
  for (let index = 0; index < changingDeployments; index++) {
    add(changingNameOf(index), { ...kind, ...changingDeployment(index) });
  }
  for (let index = 0; index < shortDeployments; index++) {
    const name = shortNameOf(index);
    add(name, { ...kind, ...shortDeployment(index) });
    add(`pods of ${name}`, { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: pods(name, Date.now()) });
  }
  for (let first = 0; first < deployments; first += pageSize) {
    const next = first + pageSize;
    const size = Math.min(pageSize, deployments - first);
    const list = {
      kind: 'DeploymentList',
      apiVersion: 'apps/v1',
      metadata: { resourceVersion: '81999999', ...(next < deployments ? { continue: String(next) } : {}) },
      items: Array.from({ length: size }, (_, index) => deployment(first + index)),
    };
    // kube-apiserver compresses from 128 KB on, at level 1.
    const bytes = gzipSync(JSON.stringify(list), { level: 1 });
    made.set(`page ${first}`, { bytes, headers: { ...json, 'content-encoding': 'gzip' } });
  }
  return made;
}

/** The answer to a path with its query; undefined where there is nothing. */
export function findBody(url: string, made: ReadonlyMap<string, Body>): Body | undefined {
  const [path = '', query = ''] = url.split('?');
  const last = path.slice(path.lastIndexOf('/') + 1);
  const parameters = new URLSearchParams(query);
  if (last === 'deployments') return made.get(`page ${parameters.get('continue') ?? 0}`);
  if (last === 'pods')
    return made.get(`pods of ${/instance=([^,]+)/.exec(parameters.get('labelSelector') ?? '')?.[1]}`);
  if (last.startsWith('changing-')) return changed(made.get(last));
  if (last !== 'kube-controller-manager') return made.get(last);
  return { bytes: Buffer.from(JSON.stringify(lease(Date.now()))), headers: json };
}

let changes = 0;
const version = '"resourceVersion":"';

/** The same object after another change. */
function changed(body: Body | undefined): Body | undefined {
  if (body === undefined) return undefined;
  changes += 1;
  const bytes = Buffer.from(body.bytes);
  bytes.write(String(10_000_000 + changes), bytes.indexOf(version) + version.length);
  return { ...body, bytes };
}
