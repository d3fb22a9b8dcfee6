import { ExpositionError, type Family, suffixes } from './family';
import { FamilyBuilder } from './familyBuilder';
import { LineError } from './lineReader';
import { parseMetadataLine } from './metadataLine';
import { plainSampleName } from './plainSample';
import { parseSampleLine } from './sampleLine';

/** How a text is written: the Prometheus text format 0.0.4, or OpenMetrics 1.0. */
export type Format = 'text' | 'openMetrics';

/**
 * Parses an exposition. Every line is checked, but only the samples of wanted families are kept, so that memory does not grow with
 * what is not wanted.
 *
 * Source: Prometheus, "Exposition formats" (text format details), and OpenMetrics 1.0.
 *
 * @param isWanted - by the name of a family or of a sample.
 * @throws ExpositionError with the number of the line.
 */
export function parseExposition(text: string, format: Format, isWanted: (name: string) => boolean): Family[] {
  const isOpenMetrics = format === 'openMetrics';
  const families = new Families(isOpenMetrics, isWanted);
  let line = 0;
  let start = 0;
  let isEnded = false;
  try {
    while (start < text.length) {
      line += 1;
      const newline = text.indexOf('\n', start);
      const end = newline === -1 ? text.length : newline;
      const content = text.slice(start, end);
      start = end + 1;
      if (isEnded) throw new LineError('text after # EOF');
      if (isOpenMetrics && content === '# EOF') isEnded = true;
      else families.add(content);
    }
    // Without it, the text may have been cut off.
    if (isOpenMetrics && !isEnded) throw new LineError('expected # EOF at the end');
    return families.end();
  } catch (error) {
    if (error instanceof LineError) throw new ExpositionError(Math.max(1, line), error.message);
    throw error;
  }
}

/** The families of a text, as far as it has been read. */
class Families {
  readonly #isOpenMetrics: boolean;
  readonly #isWanted: (name: string) => boolean;
  readonly #families = new Map<string, FamilyBuilder>();
  #current: FamilyBuilder | undefined;
  /** The name of the last line, if it was a sample that is not wanted. */
  #skipped: string | undefined;

  constructor(isOpenMetrics: boolean, isWanted: (name: string) => boolean) {
    this.#isOpenMetrics = isOpenMetrics;
    this.#isWanted = isWanted;
  }

  /** @throws LineError */
  add(line: string): void {
    const first = line.charAt(0);
    if (first === '#' || (!this.#isOpenMetrics && /^[ \t]*(#|$)/.test(line))) this.#addComment(line);
    else this.#addSample(line);
  }

  end(): Family[] {
    return [...this.#families.values()].map((builder) => builder.family).filter(({ samples }) => samples.length > 0);
  }

  #addComment(line: string): void {
    this.#skipped = undefined;
    if (!this.#isOpenMetrics && !line.includes('#')) return;
    const metadata = parseMetadataLine(line, this.#isOpenMetrics);
    if (metadata !== undefined) this.#familyOf(metadata.name).describe(metadata);
  }

  #addSample(line: string): void {
    if (this.#canSkip(line)) return;
    const sample = parseSampleLine(line, this.#isOpenMetrics);
    const family = this.#familyOf(this.#nameOf(sample.name));
    family.add(sample, this.#isWanted(family.name) || this.#isWanted(sample.name));
  }

  /** Most lines are valid and not wanted: for them, one expression replaces the reader of tokens, which takes ten times as long. */
  #canSkip(line: string): boolean {
    const name = plainSampleName(line, this.#isOpenMetrics);
    if (name === undefined) return false;
    if (name === this.#skipped) return true;
    const family = this.#familyOf(this.#nameOf(name));
    if (this.#isWanted(family.name) || this.#isWanted(name)) return false;
    family.skip(name);
    this.#skipped = name;
    return true;
  }

  /** The name of the family that a sample belongs to, by the families that are known. */
  #nameOf(name: string): string {
    if (this.#families.has(name)) return name;
    for (const suffix of knownSuffixes) {
      if (!name.endsWith(suffix)) continue;
      const base = name.slice(0, -suffix.length);
      if (this.#families.get(base)?.accepts(name)) return base;
    }
    return name;
  }

  #familyOf(name: string): FamilyBuilder {
    const known = this.#families.get(name);
    if (known !== undefined && known === this.#current) return known;
    // The text format asks for groups, but every parser of it takes lines in any order.
    if (known !== undefined && this.#isOpenMetrics) throw new LineError(`the metric ${name} is in two places`);
    const family = known ?? new FamilyBuilder(name, this.#isOpenMetrics);
    this.#families.set(name, family);
    this.#current = family;
    this.#skipped = undefined;
    return family;
  }
}

const knownSuffixes = [...new Set(Object.values(suffixes).flat())].filter((suffix) => suffix !== '');
