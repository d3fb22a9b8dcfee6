import { quoteStart } from './quoteStart';

const quote = 34;
const backslash = 92;
const space = 32;
const tab = 9;

/** Names without quotes. Source: OpenMetrics 1.0, "ABNF" (metricname and label-name), which the text format shares. */
export const metricName = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
export const labelName = /[a-zA-Z_][a-zA-Z0-9_]*/y;

/** A line is not as its format has it. The parser adds the number of the line. */
export class LineError extends Error {}

/** Reads the tokens of one line, from its start to its end. */
export class LineReader {
  readonly #line: string;
  readonly #isStrict: boolean;
  #at = 0;

  /** @param isStrict - whether there is no space but where the format requires one, as in OpenMetrics. */
  constructor(line: string, isStrict: boolean) {
    this.#line = line;
    this.#isStrict = isStrict;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#line.length;
  }

  /** Whether the next character is this one. */
  isNext(character: string): boolean {
    return this.#line.charAt(this.#at) === character;
  }

  /**
   * Skips spaces and tabs where the text format allows them.
   *
   * @returns whether there was one.
   */
  skipSpace(): boolean {
    const start = this.#at;
    if (!this.#isStrict) this.#skip();
    return this.#at > start;
  }

  /** Spaces and tabs; exactly one space in OpenMetrics. */
  separator(before: string): void {
    const found = this.#isStrict ? this.take(' ') : this.skipSpace();
    if (!found) throw this.unexpected(`a space before ${before}`);
  }

  /** Whether the next character is this one, which is then read. */
  take(character: string): boolean {
    if (!this.isNext(character)) return false;
    this.#at += 1;
    return true;
  }

  expect(character: string, where: string): void {
    if (!this.take(character)) throw this.unexpected(`${character} ${where}`);
  }

  /** @param pattern - sticky. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#line)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  /** Everything up to the next space or the end. */
  word(): string {
    const start = this.#at;
    while (this.#at < this.#line.length && !this.#isSpace()) this.#at += 1;
    return this.#line.slice(start, this.#at);
  }

  /** Everything up to the end. */
  rest(): string {
    const start = this.#at;
    this.#at = this.#line.length;
    return this.#line.slice(start);
  }

  /** The text in double quotes, without its escapes. */
  quoted(what: string): string {
    this.expect('"', `at the start of ${what}`);
    const start = this.#at;
    let hasEscapes = false;
    for (;;) {
      const code = this.#line.charCodeAt(this.#at);
      if (code === quote) break;
      // `NaN` after the end.
      if (Number.isNaN(code)) throw this.unexpected(`a closing quote of ${what}`);
      if (code === backslash) {
        hasEscapes = true;
        this.#at += 1;
      }
      this.#at += 1;
    }
    const text = this.#line.slice(start, this.#at);
    this.#at += 1;
    return hasEscapes ? withoutEscapes(text, this.#isStrict) : text;
  }

  unexpected(expected: string): LineError {
    const got = this.isAtEnd ? 'the end of the line' : quoteStart(this.#line.slice(this.#at));
    return new LineError(`expected ${expected}, got ${got}`);
  }

  #skip(): void {
    while (this.#isSpace()) this.#at += 1;
  }

  #isSpace(): boolean {
    const code = this.#line.charCodeAt(this.#at);
    return code === space || code === tab;
  }
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', n: '\n' };

/** OpenMetrics keeps an unknown escape as it is; the text format has none. */
function withoutEscapes(text: string, keepsUnknown: boolean): string {
  return text.replace(/\\(.?)/gs, (whole, character: string) => {
    const meant = escapes[character];
    if (meant === undefined && !keepsUnknown) throw new LineError(`invalid escape sequence ${whole}`);
    return meant ?? whole;
  });
}
