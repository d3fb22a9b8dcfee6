/** The local time of a time zone. A wall time is expressed in milliseconds, as if the zone were UTC. */
export interface WallClock {
  /** Wall time minus UTC at an instant, in milliseconds. */
  offsetAt(instant: number): number;
  /** When a wall time occurs, earliest first: never if a clock change skips it, twice if one repeats it. */
  instantsOf(wall: number): number[];
}

const utc: WallClock = { offsetAt: () => 0, instantsOf: (wall) => [wall] };

/** No zone differs more from UTC. */
const furthest = 15 * 3_600_000;

/**
 * The wall clock of a zone by its IANA name; that of UTC if the name is empty.
 *
 * @throws RangeError if the zone is not known.
 */
export function createWallClock(timeZone: string): WallClock {
  if (timeZone === '' || timeZone === 'UTC') return utc;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  function offsetAt(instant: number): number {
    const shown = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const of = (type: Intl.DateTimeFormatPartTypes) => shown.get(type) ?? 0;
    const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
    return wall - Math.floor(instant / 1000) * 1000;
  }
  function instantsOf(wall: number): number[] {
    const offsets = new Set([offsetAt(wall - furthest), offsetAt(wall + furthest)]);
    // When clocks are set back, the offset before is the larger one and gives the earlier instant.
    return [...offsets].map((offset) => wall - offset).filter((instant) => instant + offsetAt(instant) === wall);
  }
  return { offsetAt, instantsOf };
}
