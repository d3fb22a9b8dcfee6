import { type Family, type MetricType, type Sample, suffixes } from './family';
import { LineError } from './lineReader';
import type { MetadataLine } from './metadataLine';
import type { SampleLine } from './sampleLine';
import { checkSample } from './sampleRules';
import { seriesKey } from './seriesKey';

/** Samples that can have an exemplar. Source: OpenMetrics 1.0, "Exemplars". */
const withExemplar: readonly string[] = ['counter _total', 'histogram _bucket', 'gaugehistogram _bucket'];

/** A family while its lines are read. */
export class FamilyBuilder {
  readonly name: string;
  readonly #isOpenMetrics: boolean;
  readonly #described = new Set<MetadataLine['keyword']>();
  /** By their name and labels. */
  readonly #samples = new Map<string, Sample>();
  #type: MetricType = 'unknown';
  #hasSamples = false;

  constructor(name: string, isOpenMetrics: boolean) {
    this.name = name;
    this.#isOpenMetrics = isOpenMetrics;
  }

  get family(): Family {
    return { name: this.name, type: this.#type, samples: [...this.#samples.values()] };
  }

  /** Whether a sample of this name belongs to this family. */
  accepts(name: string): boolean {
    return name.startsWith(this.name) && this.#suffixes.includes(name.slice(this.name.length));
  }

  /** @throws LineError if there is already such a line, or a sample. */
  describe({ keyword, type }: MetadataLine): void {
    if (this.#described.has(keyword)) throw new LineError(`a second # ${keyword} of ${this.name}`);
    if (this.#hasSamples && (keyword === 'TYPE' || this.#isOpenMetrics))
      throw new LineError(`# ${keyword} of ${this.name} comes after its samples`);
    this.#described.add(keyword);
    this.#type = type ?? this.#type;
  }

  /**
   * Takes notice of a sample that is not kept.
   *
   * @throws LineError if the family cannot have it.
   */
  skip(name: string): void {
    if (!this.accepts(name)) throw new LineError(`${name} is not a sample of the ${this.#type} ${this.name}`);
    this.#hasSamples = true;
  }

  /**
   * @param isWanted - whether it is kept.
   * @throws LineError if the family cannot have it.
   */
  add({ hasExemplar, ...sample }: SampleLine, isWanted: boolean): void {
    this.skip(sample.name);
    const suffix = sample.name.slice(this.name.length);
    if (hasExemplar && !withExemplar.includes(`${this.#type} ${suffix}`))
      throw new LineError(`${sample.name} cannot have an exemplar`);
    checkSample(this.#type, this.name, sample, this.#isOpenMetrics);
    if (!isWanted) return;
    const key = seriesKey(sample);
    // With timestamps, OpenMetrics may have several points of a series: the last one counts.
    if (this.#samples.has(key) && !this.#isOpenMetrics) throw new LineError(`the series ${key} occurs twice`);
    this.#samples.set(key, sample);
  }

  get #suffixes(): readonly string[] {
    // In the text format, the name of a counter is complete.
    return this.#type === 'counter' && !this.#isOpenMetrics ? ['', ...suffixes.counter] : suffixes[this.#type];
  }
}
