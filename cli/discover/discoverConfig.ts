import type { KubernetesClient } from '../../lambda/kubernetes/kubernetesClient';
import { within } from '../../lambda/time/limits';
import { didYouMean } from '../../lib/config/diagnostics/suggestion';
import { type LoadedConfig, loadConfig } from '../../lib/config/load';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import { pluralize } from '../../model/pluralize';
import { allNamespaces } from '../../model/readingPlan';
import { UserError } from '../io';
import { type ReadVerdicts, readVerdicts } from '../readVerdicts';
import { type Inventory, isRead, objectsOf } from './clusterObjects';
import { configText } from './configText';
import type { DiscoveredCluster } from './discoveredCluster';
import { describeUnread } from './footer';
import { type ListedKindName, lists } from './lists';
import { identityOf, pathOf } from './objectName';
import { planTargets, type TargetPlan } from './planTargets';
import { readInventory } from './readInventory';
import { findWiringMistakes } from './wiring/wiring';
import { describeMistake, type WiringMistake } from './wiring/wiringMistake';
import { toConfigObject } from './writeConfig';

/** What is discovered, and how it is shown that this takes a while. */
export interface Discovery {
  readonly cluster: DiscoveredCluster;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  /** The name of the configuration for messages. */
  readonly file: string;
  /** The process's clock in milliseconds. */
  readonly now: () => number;
  readonly withProgress: <T>(text: string, work: Promise<T>) => Promise<T>;
}

/** A configuration for a cluster, and what there is to say about it. */
export interface DiscoveredConfig {
  /** YAML. */
  readonly text: string;
  readonly loaded: LoadedConfig;
  readonly checked: ReadVerdicts;
  /** What could not be read, and mistakes in the wiring, one sentence each. */
  readonly warnings: readonly string[];
}

/** Timeouts of all lists and of one try of a request, in milliseconds. */
const listTimeout = 180_000;
const tryTimeout = 30_000;

/**
 * Reads a cluster, and creates a configuration for it.
 *
 * @throws UserError if there is nothing to watch, or nothing can be read.
 */
export async function discoverConfig(client: KubernetesClient, discovery: Discovery): Promise<DiscoveredConfig> {
  const { cluster, namespaces, file, now, withProgress } = discovery;
  const where = namespaces.length === 0 ? 'all namespaces' : pluralize(namespaces.length, 'namespace');
  const reading = within(listTimeout, tryTimeout, (limits) =>
    readInventory(client, limits, namespaces, Object.keys(lists) as ListedKindName[]),
  );
  const inventory = await withProgress(`listing what runs in ${where}`, reading);
  rejectUnknownNamespaces(inventory, namespaces);
  const plan = planTargets(inventory, namespaces);
  if (plan.targets.length === 0) throw new UserError(describeNothing(inventory, plan, where));
  const mistakes = findWiringMistakes(inventory);
  const runtime = toRuntimeConfig(
    requireValid(loadConfig(file, JSON.stringify(toConfigObject(cluster, plan.targets)))),
  );
  const progress = `reading ${pluralize(plan.targets.length, 'target')}`;
  const checked = await withProgress(progress, readVerdicts(runtime, client, now));
  const { verdicts } = checked;
  const text = configText({ ...discovery, ...plan, runtime, verdicts, unread: inventory.unread, mistakes });
  const loaded = loadConfig(file, text);
  requireValid(loaded);
  return { text, loaded, checked, warnings: describeWarnings(inventory, mistakes) };
}

function requireValid({ config, diagnostics }: LoadedConfig) {
  if (config !== undefined) return config;
  const [first] = diagnostics;
  throw new Error(`the discovered configuration is not valid: ${first?.path}: ${first?.message}`);
}

function describeWarnings({ unread }: Inventory, mistakes: readonly WiringMistake[]): string[] {
  return [...describeUnread(unread), ...mistakes.map(describeMistake)];
}

/** @throws UserError for a namespace that does not exist, as far as that can be read. */
function rejectUnknownNamespaces(inventory: Inventory, namespaces: readonly string[]): void {
  const known = objectsOf(inventory, 'Namespace').map((object) => identityOf(object).name);
  const unknown = namespaces.find((namespace) => !known.includes(namespace));
  if (unknown === undefined || !isRead(inventory, 'Namespace', allNamespaces)) return;
  throw new UserError(`namespace ${unknown} does not exist.${didYouMean(unknown, known)}`);
}

function describeNothing({ unread }: Inventory, { leftOut }: TargetPlan, where: string): string {
  const nothing = `there is nothing to watch in ${where}`;
  const [forbidden] = unread;
  if (forbidden !== undefined) {
    return `${nothing} that can be read: ${forbidden.why}; specify --namespace for namespaces that you can read, or another --context`;
  }
  const [first] = leftOut;
  if (first === undefined) return `${nothing}: it has no workloads`;
  return `${nothing}: ${pluralize(leftOut.length, 'object')} would be left out, such as ${first.object.kind} ${pathOf(first.object)} (${first.why})`;
}
