import type { RequestContext, ResponseContext } from '@kubernetes/client-node/dist/gen/http/http.js';
import { runIsOver, whenAborted } from '../limits';
import type { Limits } from './transport';
import { TransportError } from './transportError';

/** Who carries a request, and is told when it ends early. */
type Release = (timedOut: boolean) => void;

/** One request on its way. It ends with an answer, an error, its timeout or the run, whichever comes first. */
export class Attempt {
  readonly answer: Promise<ResponseContext>;
  isOver = false;
  #stage: TransportError['stage'] = 'connect';
  #isReused = false;
  #timer: NodeJS.Timeout | undefined;
  #release: Release = () => {};
  #stopWaiting: () => void = () => {};
  #resolve: (answer: ResponseContext) => void = () => {};
  #reject: (error: TransportError) => void = () => {};

  constructor(
    readonly request: RequestContext,
    private readonly limits: Limits,
  ) {
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#stopWaiting = whenAborted(limits.signal, () => this.#fail(runIsOver, true));
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

  succeed(answer: ResponseContext): void {
    if (this.#end()) this.#resolve(answer);
  }

  /** @param error - a RangeError says that the answer is too large. */
  fail(error: Error, timedOut = false): void {
    if (error.name === 'RangeError') this.#stage = 'size';
    this.#fail(error.message, timedOut, error);
  }

  #fail(message: string, timedOut: boolean, cause?: Error): void {
    if (!this.#end()) return;
    this.#reject(new TransportError(message, this.#stage, timedOut, this.#isReused, { cause }));
    this.#release(timedOut);
  }

  #end(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    this.stopTimer();
    this.#stopWaiting();
    return true;
  }
}
