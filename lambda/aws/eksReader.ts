import type { EKSClient } from '@aws-sdk/client-eks';
import { type EksKind, eksKinds } from '../../model/eksResources';
import type { EksListing, EksObservation } from '../health/eks/eksObservation';
import type { Limits } from '../time/limits';
import { callAws } from './awsCall';
import { namesIn, type ReaderSituation, toEksFailure, toEksObservation } from './eksAnswer';
import { describeOperations, type ListedKind, listOperations } from './eksApi';

export interface EksReaderProps extends ReaderSituation {
  /** It must not retry itself (`maxAttempts: 1`). */
  readonly eks: Pick<EKSClient, 'send'>;
  /** Name of the cluster. */
  readonly cluster: string;
}

/** Far more than the quotas of a cluster allow. */
const maxPages = 3;

/** Reads what the EKS API says about one cluster, uncached. Never throws: a failure is an observation, too. */
export class EksReader {
  readonly #props: EksReaderProps;

  constructor(props: EksReaderProps) {
    this.#props = props;
  }

  /** One resource. */
  async read(kind: EksKind, name: string, limits: Limits): Promise<EksObservation> {
    const { eks, cluster } = this.#props;
    try {
      const answer = await callAws(limits, (options) => describeOperations[kind](eks, cluster, name, options));
      return toEksObservation({ cluster, name }, answer);
    } catch (error) {
      return toEksFailure(error, eksKinds[kind].describe, this.#props);
    }
  }

  /** All of a kind: the descriptions of each page are requested in parallel, while the next page is listed. */
  async readAll(kind: ListedKind, limits: Limits): Promise<EksListing> {
    const reading = new Map<string, Promise<EksObservation>>();
    const failure = await this.#list(kind, limits, (name) => {
      if (!reading.has(name)) reading.set(name, this.read(kind, name, limits));
    });
    const observed = await Promise.all([...reading].map(async ([name, one]) => ({ name, observation: await one })));
    return {
      // What is missing was deleted after it was listed.
      observed: observed.filter(({ observation }) => observation.type !== 'missing'),
      ...(failure === undefined ? {} : { failure }),
    };
  }

  /** Returns why the list is not complete. */
  async #list(kind: ListedKind, limits: Limits, onName: (name: string) => void): Promise<EksListing['failure']> {
    const { eks, cluster } = this.#props;
    const operation = eksKinds[kind].list;
    let token: string | undefined;
    try {
      for (let page = 0; page < maxPages; page++) {
        const listed = await callAws(limits, (options) => listOperations[kind](eks, cluster, token, options));
        for (const name of namesIn(listed)) onName(name);
        token = listed.nextToken;
        if (token === undefined || token === '') return undefined;
      }
      throw new Error(`more than ${maxPages} pages; watch them by name`);
    } catch (error) {
      return toEksFailure(error, operation, this.#props);
    }
  }
}
