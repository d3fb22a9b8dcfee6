import Table from 'cli-table3';
import { pluralize } from '../../model/pluralize';
import { toOneLine } from '../../model/safeText';
import type { colorsFor } from '../io';
import type { Spread } from './spread';
import type { AppPair, Traffic } from './traffic';

type Colors = ReturnType<typeof colorsFor>;

/** Pairs in the table: `--output json` has all. */
const mostPairs = 20;
const gibibyte = 1024 ** 3;

/** The tables of the command, and their summary. */
export function formatZones(spread: Spread, traffic: Traffic | undefined, colors: Colors): string {
  return [
    formatSpread(spread, colors),
    summarizeSpread(spread),
    ...(traffic === undefined ? [] : ['', formatPairs(traffic, colors), summarizeTraffic(traffic)]),
    '',
  ].join('\n');
}

function formatSpread({ zones, workloads }: Spread, colors: Colors): string {
  const rows = workloads.map(({ namespace, workload, zones: counts, inOneZone }) => [
    namespace,
    workload,
    ...zones.map((zone) => String(counts[zone] ?? 0)),
    inOneZone ? colors.yellow('all in one zone') : '',
  ]);
  return formatTable(['NAMESPACE', 'WORKLOAD', ...zones, ''], rows, colors);
}

function summarizeSpread({ zones, nodes, workloads, unscheduled }: Spread): string {
  const inOne = workloads.filter(({ inOneZone }) => inOneZone).length;
  const ofZones = zones.map((zone) => `${zone} has ${pluralize(nodes[zone] ?? 0, 'node')}`).join(', ');
  const waiting = unscheduled === 0 ? '' : `; ${pluralize(unscheduled, 'pod')} not on a node yet`;
  return `${pluralize(workloads.length, 'workload')}, ${inOne} with all of several pods in one zone; ${ofZones === '' ? 'no nodes' : ofZones}${waiting}`;
}

function formatPairs({ pairs }: Traffic, colors: Colors): string {
  const rows = pairs
    .slice(0, mostPairs)
    .map(({ source, destination, bytes, usd, usdPerMonth, zones }) => [
      source,
      destination,
      formatGb(bytes),
      formatUsd(usd),
      formatUsd(usdPerMonth),
      mostExpensiveZones(zones),
    ]);
  return formatTable(['FROM', 'TO', 'GB', 'USD', 'USD/MONTH', 'MOSTLY'], rows, colors);
}

function summarizeTraffic(traffic: Traffic): string {
  const { hours, missing, pairs, podBytes, crossZoneBytes, usd, usdPerMonth, usdPerGb } = traffic;
  const share = podBytes === 0 ? 0 : Math.round((crossZoneBytes / podBytes) * 100);
  const more = pairs.length > mostPairs ? `; ${pairs.length - mostPairs} more pairs in --output json` : '';
  const gaps =
    missing.length === 0 ? '' : `\n${pluralize(missing.length, 'hour')} without a result: ${listed(missing)}`;
  return `${formatGb(crossZoneBytes)} of ${formatGb(podBytes)} GB between pods crossed zones (${share} %) in ${pluralize(hours, 'hour')}: ${formatUsd(usd)} USD at ${usdPerGb} USD per GB, ${formatUsd(usdPerMonth)} USD a month${more}${gaps}`;
}

function listed(hours: readonly string[]): string {
  const shown = hours.slice(0, 5).join(', ');
  return hours.length > 5 ? `${shown} and ${hours.length - 5} more` : shown;
}

function mostExpensiveZones(zones: AppPair['zones']): string {
  return Object.entries(zones).sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

function formatGb(bytes: number): string {
  return (bytes / gibibyte).toFixed(bytes >= 100 * gibibyte ? 0 : 2);
}

function formatUsd(usd: number): string {
  return usd.toFixed(2);
}

function formatTable(head: readonly string[], rows: readonly (readonly string[])[], colors: Colors): string {
  const none = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' };
  const more = { 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '' };
  const table = new Table({
    head: head.map((text) => colors.bold(toOneLine(text))),
    chars: { ...none, ...more, right: '', 'right-mid': '', middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => row.map(toOneLine)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
