import { serviceRule } from '../../../../lambda/health/kinds/service';
import type { Evidence } from '../../../../lambda/health/observation';
import type { Verdict } from '../../../../lambda/health/verdict';
import type { JsonObject } from '../../../../model/json';
import { ago, hour, minute, month, now } from '../../../support/objects/clock';
import { condition, type ObjectShape, object, written } from '../../../support/objects/object';
import { defaultCriteria, judge, summarize } from '../judging';

const service = (spec: JsonObject = {}, over: ObjectShape = {}) =>
  object({ kind: 'Service', spec: { type: 'ClusterIP', selector: { app: 'web' }, ...spec }, ...over });

const endpoint = (conditions: unknown, address = '10.0.0.1', uid?: string): JsonObject => ({
  addresses: [address],
  conditions,
  ...(uid === undefined ? {} : { targetRef: { kind: 'Pod', uid } }),
});
/** A slice; age in milliseconds. */
const slice = (endpoints: unknown, age = month): JsonObject => ({
  metadata: {
    namespace: 'shop',
    labels: { 'kubernetes.io/service-name': 'web' },
    creationTimestamp: ago(month),
    managedFields: [written({ 'f:endpoints': {} }, age)],
  },
  endpoints,
});
const found = (...objects: JsonObject[]): Evidence => ({ type: 'found', objects });
const serving = found(slice([endpoint({ ready: true })]));
const none = (age: number) => found(slice([endpoint({ ready: false })], age));
const withheld: Evidence = { type: 'unavailable', message: 'endpointslices may not be read' };
const unreadable: Evidence = { type: 'unreadable', reason: 'Timeout', message: 'no response in time' };

const judged = (given: JsonObject, slices: Evidence, criteria = {}): Verdict =>
  judge(serviceRule, given, { evidence: { EndpointSlice: slices }, criteria });

const balanced = (created: number, ingress?: unknown) =>
  service({ type: 'LoadBalancer' }, { created, status: { loadBalancer: { ingress } } });

describe('a Service', () => {
  test.each<[situation: string, given: JsonObject, slices: Evidence, expected: string, criteria?: object]>([
    ['one endpoint ready', service(), serving, 'Healthy EndpointsReady'],
    ['headless', service({ clusterIP: 'None' }), serving, 'Healthy EndpointsReady'],
    [
      'one of two ready',
      service(),
      found(slice([endpoint({ ready: false }), endpoint({ ready: true }, 'b')], 0)),
      'Healthy EndpointsReady',
    ],
    [
      'in another of its slices',
      service(),
      found(slice([]), slice(null), slice([endpoint({ ready: true })])),
      'Healthy EndpointsReady',
    ],
    ['it does not report whether it is ready', service(), found(slice([endpoint({})])), 'Healthy EndpointsReady'],
    ['ready is null', service(), found(slice([endpoint({ ready: null })])), 'Healthy EndpointsReady'],
    ['no conditions', service(), found(slice([endpoint(undefined)])), 'Healthy EndpointsReady'],
    ['none ready for a moment', service(), none(minute), 'Progressing NoEndpoints'],
    ['none ready past downGrace', service(), none(6 * minute), 'Unhealthy NoEndpoints'],
    ['none ready, a longer downGrace', service(), none(6 * minute), 'Progressing NoEndpoints', { downGrace: 600 }],
    ['strict', service(), none(0), 'Unhealthy NoEndpoints', { grace: 0, downGrace: 0 }],
    [
      'the last one terminates, still serving',
      service(),
      found(slice([endpoint({ ready: false, serving: true, terminating: true })], minute)),
      'Progressing NoEndpoints',
    ],
    ['the newest slice counts', service(), found(slice([], hour), slice([], minute)), 'Progressing NoEndpoints'],
    ['its selector matches nothing', service(), found(slice(null, hour)), 'Unhealthy NoEndpoints'],
    [
      'its selector changed a moment ago',
      service({}, { metadata: { managedFields: [written({ 'f:spec': {} }, minute)] } }),
      found(slice(null, hour)),
      'Progressing NoEndpoints',
    ],
    ['just created, no slice yet', service({}, { created: minute }), found(), 'Progressing NoEndpoints'],
    ['no slice at all', service(), found(), 'Unhealthy NoEndpoints'],
    [
      'endpoints that are not a list',
      service(),
      found(slice([null, 7, {}, { addresses: [] }, { addresses: 7 }])),
      'Unhealthy NoEndpoints',
    ],
    ['slices that are not a list', service(), found({}, { metadata: null, endpoints: 'x' }), 'Unhealthy NoEndpoints'],
    ['ready is a word', service(), found(slice([endpoint({ ready: 'false' })])), 'Unhealthy NoEndpoints'],
    [
      'without managedFields the trigger of the last change counts',
      service(),
      found({ metadata: { annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': ago(minute) } } }),
      'Progressing NoEndpoints',
    ],
    [
      'publishes addresses that are not ready',
      service({ publishNotReadyAddresses: true }),
      serving,
      'Healthy EndpointsReady',
    ],
    [
      'publishes, but there are none',
      service({ publishNotReadyAddresses: true }),
      found(slice([], hour)),
      'Unhealthy NoEndpoints',
    ],
    ['the slices may not be read', service(), withheld, 'Unknown UnreadableEndpoints'],
    ['the slices were not read', service(), unreadable, 'Unknown Timeout'],
    [
      'a load balancer by host name',
      balanced(month, [{ hostname: 'a.elb.amazonaws.com' }]),
      serving,
      'Healthy EndpointsReady',
    ],
    ['a load balancer by address', balanced(month, [{}, { ip: '192.0.2.1' }]), serving, 'Healthy EndpointsReady'],
    ['a load balancer requested a moment ago', balanced(minute), serving, 'Progressing LoadBalancerPending'],
    ['a load balancer requested an hour ago', balanced(hour), serving, 'Unhealthy LoadBalancerPending'],
    [
      'a load balancer without an address',
      balanced(hour, [{ ip: '' }, null]),
      serving,
      'Unhealthy LoadBalancerPending',
    ],
    ['a load balancer, and no endpoint', balanced(10 * minute), none(6 * minute), 'Unhealthy NoEndpoints'],
    [
      'a load balancer that never comes, the slices not read',
      balanced(hour),
      unreadable,
      'Unhealthy LoadBalancerPending',
    ],
    ['a load balancer that is still pending, the slices not read', balanced(minute), unreadable, 'Unknown Timeout'],
    [
      'being deleted',
      service(
        {},
        { metadata: { deletionTimestamp: ago(minute), finalizers: ['service.kubernetes.io/load-balancer-cleanup'] } },
      ),
      serving,
      'Progressing Terminating',
    ],
  ])('%s', (_, given, slices, expected, criteria = {}) => {
    expect(summarize(judged(given, slices, criteria))).toBe(expected);
  });

  test.each<[situation: string, given: JsonObject, expected: string]>([
    ['an ExternalName', service({ type: 'ExternalName', externalName: 'db.example.com' }), 'Healthy ExternalName'],
    ['no selector', service({ selector: undefined }), 'Healthy NoSelector'],
    ['an empty selector', service({ selector: {} }), 'Healthy NoSelector'],
    ['no spec', object({}), 'Healthy NoSelector'],
    [
      'no selector, and a load balancer that never comes',
      service({ type: 'LoadBalancer', selector: null }),
      'Unhealthy LoadBalancerPending',
    ],
    [
      'an ExternalName that is being deleted',
      service({ type: 'ExternalName' }, { metadata: { deletionTimestamp: ago(hour) } }),
      'Unhealthy TerminationStuck',
    ],
  ])('needs no slices: %s', (_, given, expected) => {
    expect(summarize(judge(serviceRule, given))).toBe(expected);
  });

  test('requests its own slices', () => {
    const requested = serviceRule({ type: 'found', object: service() }, defaultCriteria, now);
    if (!('needed' in requested)) throw new Error('no evidence requested');
    const [query] = requested.needed;
    expect(requested.needed).toHaveLength(1);
    expect(query).toMatchObject({
      kind: 'EndpointSlice',
      namespace: 'shop',
      labelSelector: 'kubernetes.io/service-name=web',
    });
    const labelled = (namespace: string, name: string) => ({
      metadata: { namespace, labels: { 'kubernetes.io/service-name': name } },
    });
    const candidates = [
      labelled('shop', 'web'),
      labelled('shop', 'web-api'),
      labelled('other', 'web'),
      {},
      { metadata: null },
    ];
    expect(candidates.map((candidate) => query?.belongs(candidate))).toEqual([true, false, false, false, false]);
  });

  test('requests slices without a name if it has none itself', () => {
    const requested = serviceRule(
      { type: 'found', object: { spec: { selector: { app: 'web' } } } },
      defaultCriteria,
      now,
    );
    expect('needed' in requested && requested.needed[0]).toMatchObject({
      namespace: '',
      labelSelector: 'kubernetes.io/service-name=',
    });
  });

  test('with two address families, one ready address is enough', () => {
    const slices = found(
      slice([endpoint({ ready: true }, '10.0.0.1', 'a')]),
      slice([endpoint({ ready: false }, '2001:db8::1', 'a')]),
    );
    expect(judged(service(), slices).message).toBe('1 of 1 endpoints ready');
  });

  test.each([
    [{ externalName: 'db.example.com' }, 'an alias for db.example.com, which is not checked'],
    [{}, 'an alias for an external name, which is not checked'],
  ])('reports what it is an alias for: %j', (spec, expected) => {
    expect(judge(serviceRule, service({ type: 'ExternalName', ...spec })).message).toBe(expected);
  });

  test('counts a pod with two address families once', () => {
    const slices = found(
      slice([endpoint({ ready: true }, '10.0.0.1', 'a'), endpoint({ ready: false }, '10.0.0.2', 'b')]),
      slice([endpoint({ ready: true }, '2001:db8::1', 'a'), endpoint({ ready: false }, '2001:db8::2', 'b')]),
    );
    expect(judged(service(), slices).message).toBe('1 of 2 endpoints ready');
  });

  test.each<[given: JsonObject, slices: Evidence, expected: string]>([
    [service(), none(hour), '0 of 1 endpoints ready; for 1h, grace 5m'],
    [service(), found(slice([], hour)), 'no pod that matches the selector has an address; for 1h, grace 5m'],
    [service(), withheld, 'endpointslices may not be read'],
    [service({ publishNotReadyAddresses: true }), serving, 'publishNotReadyAddresses is set'],
    [
      service({ type: 'LoadBalancer' }, { status: { conditions: [condition('x', 'y', 0)] } }),
      serving,
      'the load balancer has no address',
    ],
  ])('message %#', (given, slices, expected) => {
    expect(judged(given, slices).message).toContain(expected);
  });
});
