const maxNamed = 5;

/** The first names; the list below a headline has all. */
export function nameSome(names: readonly string[]): string {
  const more = names.length > maxNamed ? [`and ${names.length - maxNamed} more`] : [];
  return [...names.slice(0, maxNamed), ...more].join(', ');
}
