import { type JsonObject, record } from '../../../model/json';
import { type Labels, matcherOf, toLabels } from '../../labels';
import { pathOf } from '../objectName';
import { advisePort, describeExpectedPort, findMissingPorts } from './monitorEndpoints';
import { describeScope, isInScope } from './scope';
import { describePorts, type Port } from './scrapedPods';
import { describeLabels, describeSelector } from './selectors';
import type { WiringMistake } from './wiringMistake';

/** What a monitor may select. */
export interface Candidate {
  readonly namespace: string;
  /** Empty if it has none, such as the template of pods. */
  readonly name: string;
  readonly labels: Labels;
}

/** How many objects with other labels are named, those with the same keys first. */
const maxNear = 3;

/** The mistake of a monitor that selects nothing in its scope, with what is there, or what has the labels elsewhere. */
export function describeNone(
  what: 'Service' | 'pod',
  monitor: JsonObject,
  scope: readonly string[],
  candidates: readonly Candidate[],
): WiringMistake {
  const { selector } = record(monitor.spec);
  const matches = matcherOf(selector);
  const elsewhere = candidates.filter(({ labels }) => matches?.(labels));
  const namespaces = [...new Set(elsewhere.map(({ namespace }) => namespace))].sort();
  const inScope = candidates.filter(({ namespace, name }) => name !== '' && isInScope(scope, namespace));
  const wanted = Object.keys(toLabels(record(selector).matchLabels));
  const shared = ({ labels }: Candidate) => wanted.filter((key) => Object.hasOwn(labels, key)).length;
  const near = [...inScope].sort((a, b) => shared(b) - shared(a)).slice(0, maxNear);
  const others = near.map(({ name, labels }) => `${name} with ${describeLabels(labels)}`);
  const there = others.length === 0 ? '' : ` (there: ${others.join('; ')})`;
  return {
    object: `${monitor.kind} ${pathOf(monitor)}`,
    problem: `it selects no ${what}`,
    found:
      namespaces.length > 0
        ? `such ${what}s in namespace ${namespaces.join(', ')}, but none ${describeScope(scope)}`
        : `none ${describeScope(scope)}${there}`,
    expected: `a ${what} with ${describeSelector(selector)} ${describeScope(scope)}`,
    change:
      namespaces.length > 0
        ? `set namespaceSelector: { matchNames: [${namespaces.join(', ')}] }`
        : `correct spec.selector or the labels of the ${what}, or delete it`,
  };
}

/** The mistakes of a monitor whose endpoints refer to ports that do not exist. */
export function describeMissingPorts(
  monitor: JsonObject,
  kind: 'ServiceMonitor' | 'PodMonitor',
  service: string,
  ports: Readonly<Record<'service' | 'pod', readonly Port[] | undefined>>,
): WiringMistake[] {
  return findMissingPorts(monitor, kind, ports).map((missing) => {
    const known = ports[missing.of] ?? [];
    const where = missing.of === 'service' ? service : 'its pods';
    return {
      object: `${kind} ${pathOf(monitor)}`,
      problem: `${missing.path} is ${missing.value}, but there is no such port`,
      found: `${where} with the ports ${describePorts(known)}`,
      expected: describeExpectedPort(missing),
      change: advisePort(missing, known),
    };
  });
}
