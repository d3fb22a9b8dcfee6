import { ReadFailure } from '../../../lambda/errors';
import { observe } from '../../../lambda/observe/observe';
import type { JsonObject } from '../../../model/json';
import { createReadingPlan } from '../../../model/readingPlan';
import type { RuntimeTarget } from '../../../model/runtimeConfig';
import { ago, minute, now } from '../../support/objects/clock';
import { lease } from '../../support/objects/lease';
import { summarize } from '../health/judging';
import { forbidden, notFound, pageNotFound } from './apiErrors';
import { fakeClient, type Responses } from './fakeClient';
import { other, web } from './runtimeTargets';

const { namespace: _, ...inNoNamespace } = web;
const node: RuntimeTarget = { ...inNoNamespace, kind: 'Node', apiVersion: 'v1', name: 'a' };

const leasePath = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';
const webPath = '/apis/apps/v1/namespaces/shop/statefulsets/web';
const otherPath = '/apis/apps/v1/namespaces/shop/statefulsets/other';
const appsWithout: JsonObject = {
  resources: ['deployments', 'daemonsets'].map((name) => ({ name, namespaced: true })),
};
const timeout = new ReadFailure('Timeout', 'no response');

async function observeWith(responses: Responses, ...targets: RuntimeTarget[]) {
  const client = fakeClient({ [leasePath]: lease(), ...responses }, now);
  const plan = createReadingPlan(targets as unknown as Parameters<typeof createReadingPlan>[0]);
  const limits = { tryTimeout: 1000, signal: new AbortController().signal };
  const { verdicts } = await observe({ targets, plan, clusterDownGrace: 120 }, client, limits);
  return { verdicts, client, summaries: verdicts.map(summarize) };
}

describe('a target', () => {
  test('of an API that is not served: the message says what is, requested once for all targets', async () => {
    const responses = { [webPath]: pageNotFound, [otherPath]: pageNotFound, '/apis/apps/v1': appsWithout };
    const { verdicts, summaries, client } = await observeWith(responses, web, other);
    expect(summaries).toEqual(['Unknown ApiNotServed', 'Unknown ApiNotServed']);
    expect(verdicts[0]?.message).toBe(
      'the API server does not serve statefulsets of apps/v1; resources that it serves there: daemonsets, deployments',
    );
    expect(client.paths.filter((path) => path === '/apis/apps/v1')).toHaveLength(1);
  });

  test('of an API that is not served: the message is short if discovery fails', async () => {
    const { verdicts, summaries } = await observeWith({ [webPath]: pageNotFound, '/apis/apps/v1': timeout }, web);
    expect(summaries).toEqual(['Unknown ApiNotServed']);
    expect(verdicts[0]?.message).toBe('the API server does not serve statefulsets of apps/v1');
  });

  test('of a custom resource with a wrong plural: the message has the right one', async () => {
    const gateway = { ...web, kind: 'Gateway', apiVersion: 'gateway.networking.k8s.io/v1' };
    const { verdicts } = await observeWith(
      {
        '/apis/gateway.networking.k8s.io/v1/namespaces/shop/gatewaies/web': pageNotFound,
        '/apis/gateway.networking.k8s.io/v1': {
          resources: [{ name: 'gateways', kind: 'Gateway', namespaced: true }],
        },
      },
      gateway,
    );
    expect(verdicts[0]?.message).toBe(
      'the API server does not serve gatewaies of gateway.networking.k8s.io/v1; the plural of Gateway there is gateways: set resource: gateways',
    );
  });

  test('of a custom resource with its own plural: the commands have it', async () => {
    const metadata = { name: 'web', namespace: 'shop', uid: 'u', creationTimestamp: ago(minute) };
    const gateway = { ...web, kind: 'Gateway', apiVersion: 'net.example/v1', resource: 'gateways' };
    const object = { kind: 'Gateway', metadata, status: { conditions: [{ type: 'Ready', status: 'False' }] } };
    const { name: _, ...selected } = { ...gateway, selector: '' };
    const path = '/apis/net.example/v1/namespaces/shop/gateways';
    const { verdicts } = await observeWith(
      {
        [`${path}/web`]: object,
        [`${path}?limit=100&labelSelector=`]: { kind: 'GatewayList', metadata: {}, items: [] },
      },
      gateway,
      selected,
    );
    expect(verdicts.map(({ command }) => command)).toEqual([
      'kubectl -n shop describe gateways.net.example web',
      'kubectl -n shop get gateways.net.example --show-labels',
    ]);
  });

  test('without a namespace is read and reported without one', async () => {
    const { verdicts, client } = await observeWith({ '/api/v1/nodes/a': notFound('', 'nodes', 'a') }, node);
    expect(verdicts).toEqual([
      {
        kind: 'Node',
        name: 'a',
        verdict: 'Unhealthy',
        reason: 'NotFound',
        message: 'nodes "a" does not exist',
        command: 'kubectl get nodes',
      },
    ]);
    expect([...client.paths].sort()).toEqual(['/api/v1/nodes/a', leasePath]);
  });

  test('a target without a namespace has none to check', async () => {
    const { verdicts, summaries } = await observeWith({ '/api/v1/nodes/a': forbidden }, node);
    expect(summaries).toEqual(['Unknown Forbidden']);
    expect(verdicts[0]?.message).toMatch(/^permission to get nodes "a" is missing/);
  });
});
