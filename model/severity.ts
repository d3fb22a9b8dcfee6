/** Whom trouble with a target notifies: the person on call, or a ticket for the next working day. */
export type Severity = (typeof severities)[number];

/** The most urgent first. */
export const severities = ['page', 'ticket'] as const;

/** Something that has a severity. It is absent for a page, so that nothing changes where tickets are not used. */
export interface HasSeverity {
  /** @default page */
  readonly severity?: Exclude<Severity, 'page'>;
}

export function severityOf({ severity }: HasSeverity): Severity {
  return severity ?? 'page';
}

/** The part of a list that has a severity. */
export function ofSeverity<T extends HasSeverity>(all: readonly T[], severity: Severity): T[] {
  return all.filter((one) => severityOf(one) === severity);
}
