import { unknownZone } from '../../lambda/zoneInventory/inventoryRows';
import { trafficColumns } from '../../model/zoneTraffic';

/**
 * USD for a GB (2^30 bytes) that crosses a zone: 0.01 for the side that sends and 0.01 for the side that receives.
 * Source: Amazon EC2 On-Demand Pricing, "Data Transfer within the same AWS Region". Some regions differ.
 */
export const crossZonePrice = 0.02;

const gigabyte = 1024 ** 3;
/** Hours in a month, as AWS counts them for prices. */
const hoursInMonth = 730;

/** The bytes from one app to another, over all pairs of zones. */
export interface AppPair {
  /** `namespace/app`. */
  readonly source: string;
  readonly destination: string;
  /** Bytes by `zone -> zone`, only of different zones. */
  readonly zones: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly usd: number;
  readonly usdPerMonth: number;
}

/** What crossed zones in the hours that have a result. */
export interface Traffic {
  readonly hours: number;
  /** Hours without a result, such as `2026-01-31-09`. */
  readonly missing: readonly string[];
  readonly usdPerGb: number;
  /** Bytes from pod to pod, also within a zone. */
  readonly podBytes: number;
  readonly crossZoneBytes: number;
  readonly usd: number;
  readonly usdPerMonth: number;
  /** The most expensive first. */
  readonly pairs: readonly AppPair[];
}

/** The rows of an hour's result; undefined if there is none. */
export interface HourResult {
  readonly hour: string;
  readonly rows: readonly (readonly string[])[] | undefined;
}

/** Sums the results of hours, and prices what crossed zones. A zone that is unknown is not counted as another one. Pure. */
export function trafficOf(results: readonly HourResult[], usdPerGb: number): Traffic {
  const hours = results.filter(({ rows }) => rows !== undefined).length;
  const rows = results.flatMap(({ rows: those = [] }) => those.map(readRow)).filter(({ scope }) => scope === 'pods');
  const crossing = rows.filter(crossesZones);
  const priceOf = (bytes: number) => (bytes / gigabyte) * usdPerGb;
  const perMonth = (usd: number) => (hours === 0 ? 0 : (usd / hours) * hoursInMonth);
  const pairs = new Map<
    string,
    { source: string; destination: string; zones: Record<string, number>; bytes: number }
  >();
  for (const { source, destination, zones, bytes } of crossing) {
    const key = `${source} ${destination}`;
    const pair = pairs.get(key) ?? { source, destination, zones: {}, bytes: 0 };
    const name = zones.join(' -> ');
    pair.zones[name] = (pair.zones[name] ?? 0) + bytes;
    pair.bytes += bytes;
    pairs.set(key, pair);
  }
  const crossZoneBytes = sumOf(crossing);
  const usd = priceOf(crossZoneBytes);
  return {
    hours,
    missing: results.filter(({ rows }) => rows === undefined).map(({ hour }) => hour),
    usdPerGb,
    podBytes: sumOf(rows),
    crossZoneBytes,
    usd,
    usdPerMonth: perMonth(usd),
    pairs: [...pairs.values()]
      .map((pair) => ({ ...pair, usd: priceOf(pair.bytes), usdPerMonth: perMonth(priceOf(pair.bytes)) }))
      .sort((a, b) => b.bytes - a.bytes || (`${a.source} ${a.destination}` < `${b.source} ${b.destination}` ? -1 : 1)),
  };
}

type Row = ReturnType<typeof readRow>;

function readRow(values: readonly string[]) {
  const of = (name: (typeof trafficColumns)[number]) => values[trafficColumns.indexOf(name)] ?? '';
  const app = (namespace: string, name: string) => (namespace === '' ? name : `${namespace}/${name}`);
  return {
    scope: of('scope'),
    source: app(of('source_namespace'), of('source_app')),
    destination: app(of('destination_namespace'), of('destination_app')),
    zones: [of('source_zone'), of('destination_zone')] as const,
    bytes: Number(of('bytes')),
  };
}

function crossesZones({ zones: [from, to] }: Row): boolean {
  return from !== to && from !== unknownZone && to !== unknownZone;
}

function sumOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { bytes }) => sum + bytes, 0);
}
