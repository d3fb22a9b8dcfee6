import type { RuntimeProbe } from '../../../model/probes';
import type { Verdict } from '../verdict';
import type { Answered, ProbedEndpoint } from './answer';

/** What a rule of a probe judges. */
export interface ProbeContext {
  readonly probe: RuntimeProbe;
  readonly endpoint: ProbedEndpoint;
  /** All endpoints of the probe. */
  readonly all: readonly ProbedEndpoint[];
  /** Seconds for which it is tolerated that the endpoint does not serve: `grace` while another one does, else `downGrace`. */
  readonly outGrace: number;
  /** Milliseconds since the epoch, by the API server's clock. */
  readonly now: number;
}

/** How one kind of program is asked and judged. Pure. */
export interface ProbeRule {
  /**
   * The paths to request, by the names of the requests, all at once. The first one decides whether the program answers.
   *
   * @param pod - the name of the pod that is asked; absent for a Service.
   */
  requests(probe: RuntimeProbe, pod?: string): Readonly<Record<string, string>>;
  /** What to request after the answers to these requests. @default nothing */
  followUps?(probe: RuntimeProbe, endpoint: ProbedEndpoint): Readonly<Record<string, string>>;
  /**
   * Judges an endpoint that answered the first request.
   *
   * @param first - the answer to the first request.
   */
  judge(first: Answered, context: ProbeContext): Verdict;
}
