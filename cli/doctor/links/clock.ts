import { discoveryPath } from '../../../lambda/kubernetes/resourcePath';
import { within } from '../../../lambda/time/limits';
import { formatDuration } from '../../../model/duration';
import { errorMessage } from '../../../model/errorMessage';
import { failing, ok, unknown } from '../finding';
import { defineLink } from '../link';
import { requireSameCluster } from '../sameCluster';
import type { Sources } from '../sources';

/** What one clock showed when another one showed `here`, in milliseconds. */
interface Reading {
  readonly there: number;
  readonly here: number;
}

interface ClockFacts {
  readonly aws: Reading | undefined;
  /** An error if the API server of the cluster could not be asked. */
  readonly apiServer: Reading | Error;
}

/** Source: AWS General Reference, "Elements of an AWS API request signature" (a request is valid for 5 minutes). */
const maxSignatureAge = 5 * 60_000;
/** The verdicts use the clock of the API server, and the metric that of AWS. Grace periods have minutes. */
const maxDifference = 60_000;
const timeout = 10_000;

export const clock = defineLink<ClockFacts>({
  id: 'clock',
  title: 'the clocks of this machine, AWS and the API server agree',
  needs: ['credentials'],
  read: async (sources) => {
    const { date, receivedAt } = await sources.identity();
    const apiServer = await readApiServer(sources).catch((error: unknown) => new Error(errorMessage(error)));
    return { aws: date === undefined ? undefined : { there: date, here: receivedAt }, apiServer };
  },
  judge: ({ aws, apiServer }) => {
    const offset = (one: Reading) => one.there - one.here;
    if (aws !== undefined && Math.abs(offset(aws)) > maxSignatureAge) {
      const direction = offset(aws) > 0 ? 'behind' : 'ahead of';
      return failing(
        `this machine is ${duration(offset(aws))} ${direction} AWS, which rejects its signatures`,
        'synchronize the clock of this machine: sudo timedatectl set-ntp true',
      );
    }
    if (aws === undefined) return unknown('the answer of AWS has no date');
    if (apiServer instanceof Error) {
      const evidence = `this machine and AWS differ by ${duration(offset(aws))}, but the API server could not be asked`;
      return unknown(`${evidence}: ${apiServer.message}`, 'see the link kubeconfig');
    }
    const difference = offset(apiServer) - offset(aws);
    if (Math.abs(difference) <= maxDifference) return ok(`the API server and AWS differ by ${duration(difference)}`);
    return failing(
      `the API server is ${duration(difference)} ${difference > 0 ? 'ahead of' : 'behind'} AWS: grace periods are wrong by that`,
      'report it to AWS Support: EKS runs the API server',
    );
  },
});

async function readApiServer(sources: Sources): Promise<Reading> {
  await requireSameCluster(sources);
  const { kubernetes, now } = sources;
  const answer = await within(timeout, timeout, (limits) => kubernetes.get(discoveryPath('', 'v1'), limits));
  return { there: answer.now, here: now() };
}

function duration(milliseconds: number): string {
  return formatDuration(Math.round(Math.abs(milliseconds) / 1000));
}
