const choices = new Intl.ListFormat('en', { type: 'disjunction' });

/** `a or b`, or `a, b, or c`. */
export function listOf(values: readonly string[]): string {
  return choices.format(values);
}
