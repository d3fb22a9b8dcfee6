import type { Span } from './timeline';

const day = 86_400_000;

/** Formats a time in UTC: `03:04Z`, or `01-31 03:04Z` if the span is longer than a day. */
export function createClock({ from, to }: Span): (at: number) => string {
  const isOneDay = Math.floor(from / day) === Math.floor((to - 1) / day);
  return (at) => {
    const text = new Date(at).toISOString();
    return `${isOneDay ? '' : `${text.slice(5, 10)} `}${text.slice(11, 16)}Z`;
  };
}

/** `2026-01-31 03:04Z`. */
export function formatMinute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}

const minute = 60_000;
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map((minutes) => minutes * minute);

/**
 * Round times for an axis.
 *
 * @param most - how many fit.
 */
export function ticks({ from, to }: Span, most: number): number[] {
  const step = steps.find((one) => (to - from) / one <= most) ?? to - from;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / step)) }, (_, index) => first + index * step);
}
