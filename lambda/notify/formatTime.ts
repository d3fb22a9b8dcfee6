const day = 86_400_000;

/**
 * `03:04Z`, or with the date if it is not within a day of `now`.
 *
 * @param at - in milliseconds since the epoch.
 */
export function formatTime(at: number, now: number): string {
  const [date, time = ''] = new Date(at).toISOString().split('T');
  const minute = `${time.slice(0, 5)}Z`;
  return Math.abs(now - at) < day ? minute : `${date} ${minute}`;
}
