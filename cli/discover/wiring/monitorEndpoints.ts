import { type JsonObject, record, records, text } from '../../../model/json';
import { hasPortNamed, type Port } from './scrapedPods';

/** What an endpoint of a monitor refers to. */
interface EndpointPort {
  /** The key of the endpoint, such as `port`. */
  readonly key: string;
  readonly value: string | number;
  /** Where the port has to be: of a ServiceMonitor, `port` is one of the Service, and `targetPort` of its pods. */
  readonly of: 'service' | 'pod';
}

/** An endpoint whose port does not exist. */
export interface MissingPort extends Pick<EndpointPort, 'value' | 'of'> {
  /** `endpoints[0].port`. */
  readonly path: string;
}

/** A way in which an endpoint can name its port. The first one that is set counts. */
interface PortKey {
  readonly key: string;
  readonly of: EndpointPort['of'];
}

/** Source: Prometheus operator, API reference (Endpoint, PodMetricsEndpoint). */
const portKeys = {
  ServiceMonitor: {
    list: 'endpoints',
    keys: [
      { key: 'port', of: 'service' },
      { key: 'targetPort', of: 'pod' },
    ],
  },
  PodMonitor: {
    list: 'podMetricsEndpoints',
    keys: [
      { key: 'port', of: 'pod' },
      { key: 'portNumber', of: 'pod' },
      { key: 'targetPort', of: 'pod' },
    ],
  },
} as const satisfies Readonly<Record<string, { readonly list: string; readonly keys: readonly PortKey[] }>>;

/** The endpoints of a monitor whose port is not among those of the Services or pods that it selects. */
export function findMissingPorts(
  monitor: JsonObject,
  kind: keyof typeof portKeys,
  ports: Readonly<Record<EndpointPort['of'], readonly Port[] | undefined>>,
): MissingPort[] {
  const { list, keys } = portKeys[kind];
  return records(record(monitor.spec)[list]).flatMap((endpoint, index) => {
    const port = keys.flatMap(({ key, of }) => toEndpointPort(endpoint[key], key, of))[0];
    const known = port === undefined ? undefined : ports[port.of];
    if (port === undefined || known === undefined || exists(port, known)) return [];
    return { path: `${list}[${index}].${port.key}`, value: port.value, of: port.of };
  });
}

function toEndpointPort(value: unknown, key: string, of: EndpointPort['of']): EndpointPort[] {
  const isSet = (typeof value === 'string' && value !== '') || (typeof value === 'number' && value !== 0);
  return isSet ? [{ key, value: text(value) ?? Number(value), of }] : [];
}

function exists({ value }: EndpointPort, ports: readonly Port[]): boolean {
  if (typeof value === 'number') return ports.some(({ number }) => number === value);
  return hasPortNamed(ports, value);
}

/** Whose port it has to be. */
const owners = { service: 'Service', pod: 'container' } as const;

/** What is expected, such as `a port of the Service with the name http`. */
export function describeExpectedPort({ value, of }: MissingPort): string {
  return `a port of the ${owners[of]} with the ${typeof value === 'number' ? 'number' : 'name'} ${value}`;
}

/**
 * What to change, so that the port exists.
 *
 * @param ports - those that there are.
 */
export function advisePort({ path, value, of }: MissingPort, ports: readonly Port[]): string {
  const numbers = [...new Set(ports.flatMap(({ number }) => number ?? []))].sort((a, b) => a - b);
  const names = [...new Set(ports.flatMap(({ name }) => name || []))].sort();
  const choices = typeof value === 'number' ? numbers : names;
  const note = typeof value === 'string' && /^\d+$/.test(value) ? `${path} is a name, not a number: ` : '';
  if (choices.length === 0) {
    const missing = typeof value === 'number' ? `declare the port ${value}` : 'give the port a name';
    return `${note}${missing} in the ${owners[of]}, and use it in ${path}`;
  }
  const [first] = choices;
  const other = typeof value === 'number' ? 'declare that port' : 'give a port that name';
  const use = choices.length === 1 ? first : `one of ${choices.join(', ')}`;
  return `${note}use ${use} in ${path}, or ${other} in the ${owners[of]}`;
}
