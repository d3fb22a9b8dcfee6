export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const month = 30 * 24 * hour;

/** The API server's clock in tests: noon. */
export const now = Date.UTC(2026, 0, 1, 12);

/** The time so many milliseconds ago, as the API formats it. */
export function ago(milliseconds: number): string {
  return new Date(now - milliseconds).toISOString();
}
