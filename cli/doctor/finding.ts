/** `unknown`: it cannot be checked, which says nothing about whether it works. */
export type State = 'ok' | 'failing' | 'unknown';

/** One of several things that a finding is about, such as one permission. */
export interface Detail {
  readonly state: State;
  readonly text: string;
}

/** What was found out about one link of the chain. */
export interface Finding {
  readonly state: State;
  /** What was seen. */
  readonly evidence: string;
  /** The command that fixes it, or what to do. */
  readonly fix?: string;
  readonly details?: readonly Detail[];
}

export function ok(evidence: string): Finding {
  return { state: 'ok', evidence };
}

export function failing(evidence: string, fix: string): Finding {
  return { state: 'failing', evidence, fix };
}

export function unknown(evidence: string, fix?: string): Finding {
  return { state: 'unknown', evidence, ...(fix === undefined ? {} : { fix }) };
}

/** Something could not be read, so that a link cannot be checked. */
export class CannotCheck extends Error {
  override readonly name = 'CannotCheck';
  /** What to do. */
  readonly fix: string | undefined;

  constructor(message: string, fix?: string, options?: ErrorOptions) {
    super(message, options);
    this.fix = fix;
  }
}

/** One finding about several things of which each was judged: the worst state, its evidence, and what fixes it. */
export function combine(findings: readonly Finding[]): Finding {
  const worst = worstState(findings.map(({ state }) => state));
  const decisive = findings.filter(({ state }) => state === worst);
  const fixes = [...new Set(decisive.flatMap(({ fix }) => fix ?? []))];
  return {
    state: worst,
    evidence: decisive.map(({ evidence }) => evidence).join('; '),
    ...(fixes.length === 0 ? {} : { fix: fixes.join('\n') }),
  };
}

/** Failing is worse than unknown: it needs to be fixed in any case. */
export function worstState(states: readonly State[]): State {
  return (['failing', 'unknown'] as const).find((state) => states.includes(state)) ?? 'ok';
}
