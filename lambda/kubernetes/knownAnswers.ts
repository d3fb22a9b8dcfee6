import { type JsonObject, record } from '../../model/json';
import type { Read } from '../../model/readingPlan';

/** Bytes of one answer that is kept, and of all of them: parsed, they take some three times as much of the memory. */
const maxBytes = 64 * 1024;
const maxBytesTogether = 8 * 1024 * 1024;

/** Makes JSON of an answer; undefined where it is no object. */
export type Parse = (bytes: Buffer) => JsonObject | undefined;

/** What was last answered to a read. */
interface Known {
  readonly resourceVersion: unknown;
  readonly kept?: { readonly bytes: Buffer; readonly body: JsonObject };
}

/**
 * Parses what is read by name, and only what is not the same as last time, to the byte: few objects change from one minute
 * to the next, and parsing takes a fifth of a run. It spares nothing but the parsing: what it gives was read in this run.
 */
export class KnownAnswers {
  readonly #known = new WeakMap<Read, Known>();
  #together = 0;

  constructor(private readonly parse: Parse) {}

  /** Makes JSON of the answers to a read. */
  parserOf(read: Read): Parse {
    return (bytes) => {
      const known = this.#known.get(read);
      if (known?.kept?.bytes.equals(bytes) === true) return known.kept.body;
      const body = this.parse(bytes);
      this.#together -= known?.kept?.bytes.length ?? 0;
      const { resourceVersion } = record(body?.metadata);
      // What changes all the time, as Leases do, costs more to keep than to parse.
      const isSteady = resourceVersion !== undefined && resourceVersion === known?.resourceVersion;
      this.#known.set(read, { resourceVersion, ...(isSteady && body !== undefined ? this.#keep(bytes, body) : {}) });
      return body;
    };
  }

  #keep(bytes: Buffer, body: JsonObject): Pick<Known, 'kept'> {
    if (bytes.length > maxBytes || this.#together + bytes.length > maxBytesTogether) return {};
    this.#together += bytes.length;
    // A copy: the bytes may be a piece of a larger block that came over the wire.
    return { kept: { bytes: Buffer.from(bytes), body } };
  }
}
