/** A problem with the text as YAML, before its values are read. */
export interface YamlProblem {
  /** Offset into the text, from 0. */
  readonly offset: number;
  /** The key that the problem is about; empty if there is none. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
}
