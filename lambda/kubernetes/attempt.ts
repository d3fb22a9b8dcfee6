import type { Limits } from '../time/limits';
import { type AbortListener, ignoreAbort, listenToAbort, runIsOver } from '../time/limits';
import type { Outcome, RawAnswer, Request } from './exchange';
import { TransportError } from './transportError';

/** Who carries a request, and is told when it ends early. */
type Release = (timedOut: boolean) => void;

/** One request on its way. It ends with an answer, an error, its timeout or the run, whichever comes first. */
export class Attempt implements AbortListener {
  readonly outcome: Promise<Outcome>;
  isOver = false;
  #stage: TransportError['stage'] = 'connect';
  #isReused = false;
  #timer: NodeJS.Timeout | undefined;
  #release: Release | undefined;
  #resolve: ((outcome: Outcome) => void) | undefined;

  constructor(
    readonly request: Request,
    private readonly limits: Limits,
  ) {
    this.outcome = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    listenToAbort(limits.signal, this);
  }

  /** The run is over. */
  aborted(): void {
    this.#fail(runIsOver, true);
  }

  /** Milliseconds for a try. */
  get tryTimeout(): number {
    return this.limits.tryTimeout;
  }

  /** Hands it over to somebody else. */
  carriedBy(release: Release): void {
    this.#release = release;
  }

  /** It has a connection or waits until one is made: its time runs. */
  startTimer(): void {
    if (this.isOver) return;
    this.#timer ??= setTimeout(() => {
      const missing = this.#stage === 'connect' ? 'connection' : 'complete answer';
      this.#fail(`no ${missing} within ${this.tryTimeout} ms`, true);
    }, this.tryTimeout);
  }

  /** It queues behind others: that spends nothing of its time. */
  stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** It is on its way over a connection that is made. */
  connected(isReused: boolean): void {
    this.#stage = 'answer';
    this.#isReused = isReused;
    this.startTimer();
  }

  succeed(answer: RawAnswer): void {
    this.#end()?.(answer);
  }

  /** @param error - a RangeError says that the answer is too large. */
  fail(error: Error, timedOut = false): void {
    if (error.name === 'RangeError') this.#stage = 'size';
    this.#fail(error.message, timedOut, error);
  }

  #fail(message: string, timedOut: boolean, cause?: Error): void {
    const resolve = this.#end();
    if (resolve === undefined) return;
    resolve(new TransportError(message, this.#stage, timedOut, this.#isReused, { cause }));
    this.#release?.(timedOut);
  }

  #end(): ((outcome: Outcome) => void) | undefined {
    if (this.isOver) return undefined;
    this.isOver = true;
    this.stopTimer();
    ignoreAbort(this.limits.signal, this);
    const resolve = this.#resolve;
    // An attempt is kept longer than its outcome is of use; see `AnswerReader`.
    this.#resolve = undefined;
    return resolve;
  }
}
