import { gzipSync } from 'node:zlib';
import { event, eventList } from '../support/objects/event';
import { lease } from '../support/objects/lease';
import { deployment, nameOf, namespace, pods, shortDeployment, shortNameOf } from './objects';

/** A response of the API server. */
export interface Body {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export const json = { 'content-type': 'application/json' };

const pageSize = 100;
/** Deployments with a pod that is not ready, in addition to the others. */
export const shortDeployments = 10;

/** Creates all responses but that of the Lease before the first request. */
export function bodies(deployments: number): ReadonlyMap<string, Body> {
  const created = new Map<string, Body>();
  const add = (name: string, object: object) =>
    created.set(name, { bytes: Buffer.from(JSON.stringify(object)), headers: json });
  const kind = { kind: 'Deployment', apiVersion: 'apps/v1' };
  for (let index = 0; index < deployments; index++) add(nameOf(index), { ...kind, ...deployment(index) });
  for (let index = 0; index < shortDeployments; index++) {
    const name = shortNameOf(index);
    add(name, { ...kind, ...shortDeployment(index) });
    add(`pods of ${name}`, { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: pods(name, Date.now()) });
  }
  add('events', eventList(...Array.from({ length: pageSize }, (_, index) => anEvent(index))));
  for (let first = 0; first < deployments; first += pageSize) {
    const next = first + pageSize;
    const size = Math.min(pageSize, deployments - first);
    const list = {
      kind: 'DeploymentList',
      apiVersion: 'apps/v1',
      metadata: { resourceVersion: '81999999', ...(next < deployments ? { continue: String(next) } : {}) },
      items: Array.from({ length: size }, (_, index) => deployment(first + index)),
    };
    // kube-apiserver compresses responses of 128 KiB and more, at level 1: all but a short last page.
    const text = JSON.stringify(list);
    if (text.length < 128 * 1024) throw new Error('kube-apiserver would not compress this page');
    const bytes = gzipSync(text, { level: 1 });
    created.set(`page ${first}`, { bytes, headers: { ...json, 'content-encoding': 'gzip' } });
  }
  return created;
}

function anEvent(index: number): object {
  const involved = { kind: 'Deployment', name: shortNameOf(index % shortDeployments) };
  return event({ namespace, name: `${involved.name}.${index}`, involved, seen: Date.now() });
}

/** The response to a path with its query, if there is one. */
export function findBody(url: string, all: ReadonlyMap<string, Body>): Body | undefined {
  const [path = '', query = ''] = url.split('?');
  const last = path.slice(path.lastIndexOf('/') + 1);
  const parameters = new URLSearchParams(query);
  if (last === 'deployments') return all.get(`page ${parameters.get('continue') ?? 0}`);
  if (last === 'pods') return all.get(`pods of ${/instance=([^,]+)/.exec(parameters.get('labelSelector') ?? '')?.[1]}`);
  if (last !== 'kube-controller-manager') return all.get(last);
  return { bytes: Buffer.from(JSON.stringify(lease(Date.now()))), headers: json };
}
