const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** The syntax of a duration. At most six digits per unit, so that the sum is an exact number. */
export const durationSyntax = /^(0|(\d{1,6}[smhd])+)$/;

/**
 * Parses a duration such as `90s`, `15m`, `1h30m`, `2d` or `0`.
 *
 * @returns seconds, or undefined if the text is not a duration, or has a unit twice.
 */
export function parseDuration(text: string): number | undefined {
  if (!durationSyntax.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)([smhd])/g)];
  const units = parts.map(([, , unit]) => unit);
  if (new Set(units).size !== units.length) return undefined;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (unitSeconds[unit ?? ''] ?? 0), 0);
}

/** Formats seconds in the largest unit that fits, rounded down: `2h`, `12m`, `0s`. */
export function formatAge(seconds: number): string {
  const age = Math.max(0, Math.floor(seconds));
  const [unit, size] = Object.entries(unitSeconds).findLast(([, fits]) => fits <= age) ?? ['s', 1];
  return `${Math.floor(age / size)}${unit}`;
}

/** Formats seconds as `15m`, `1h30m`, `45s`, `0s`. */
export function formatDuration(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  let text = '';
  for (const [unit, size] of Object.entries(unitSeconds).reverse()) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text === '' ? '0s' : text;
}
