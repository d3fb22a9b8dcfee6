import type { PodPlace } from '../../../lambda/zoneInventory/podPlace';
import type { Random } from '../../support/random';
import type { FlowRecord } from './trafficDatabase';

/** The network interface of an address. A pod of its own interface is on Fargate, or has a security group. */
export interface Interface {
  readonly id: string;
  /** Its first address: what the record has in place of the pod's, in the direction of this interface. */
  readonly primary: string;
}

/** A pod or a node that sends and receives. */
export interface Endpoint {
  readonly ip: string;
  readonly interface: Interface;
}

export interface Flow {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly bytes: number;
  /** Seconds since the epoch. */
  readonly start: number;
  readonly port: number;
  readonly action?: 'ACCEPT' | 'REJECT';
}

/**
 * What the flow log service writes of a flow: a record for the interface that sent and one for the interface that received, each
 * split as by the aggregation interval. Source: Amazon VPC User Guide, "Flow log records" and "Traffic through a NAT gateway".
 */
export function recordsOf({ from, to, bytes, start, port, action = 'ACCEPT' }: Flow, random: Random): FlowRecord[] {
  const common = {
    version: 10,
    'account-id': '111122223333',
    srcport: port,
    dstport: 8080,
    protocol: 6,
    action,
    'log-status': 'OK',
    'pkt-srcaddr': from.ip,
    'pkt-dstaddr': to.ip,
    'vpc-id': 'vpc-0123456789abcdef0',
    'tcp-flags': 3,
    type: 'IPv4',
  };
  const sides = [
    {
      'interface-id': from.interface.id,
      srcaddr: from.interface.primary,
      dstaddr: to.ip,
      'flow-direction': 'egress',
      'traffic-path': 1,
    },
    { 'interface-id': to.interface.id, srcaddr: from.ip, dstaddr: to.interface.primary, 'flow-direction': 'ingress' },
  ];
  return sides.flatMap((side) => {
    // Each interface has windows of its own.
    const first = random.between([0, bytes]);
    return [first, bytes - first].map((part, index) => ({
      ...common,
      ...side,
      bytes: part,
      packets: Math.ceil(part / 1400),
      start: start + index,
      end: start + index + 50,
    }));
  });
}

/** A pod on a node, with what tests of the query do not need left out. */
export function podAt(pod: Partial<PodPlace> & Pick<PodPlace, 'name' | 'node' | 'started'>): PodPlace {
  return {
    namespace: 'shop',
    uid: `uid-${pod.name}`,
    app: pod.name.replace(/-.*/, ''),
    workload: `Deployment/${pod.name}`,
    ips: [],
    hostNetwork: false,
    finished: false,
    ended: undefined,
    ...pod,
  };
}
