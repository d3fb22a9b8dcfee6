import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { completeVerdict } from '../../lambda/logging/listedCauses';
import type { JsonObject } from '../../model/json';
import type { Severity } from '../../model/severity';
import type { AlarmState, Datapoint } from '../support/alarmEvaluator';
import { alarmFromTemplate } from '../support/alarmTemplate';
import { AlarmHistory, drawTiming, publishedIn } from '../support/alarmTiming';
import { LambdaFunction } from '../support/lambdaFunction';
import { Random } from '../support/random';
import { startApiServer } from '../support/servers/apiServer';
import { dataAbout } from '../support/servers/aws/putMetricData';
import { startAwsEndpoints } from '../support/servers/awsEndpoints';
import { synthesize } from '../support/synthesis';
import { renewLease, story } from './story';

/** The verdict on one target, as the function logs it. */
export interface ShownVerdict {
  readonly verdict: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name?: string;
  readonly selector?: string;
  readonly reason: string;
  readonly message: string;
}

interface SummaryLine {
  readonly message: string;
  readonly targets: readonly ShownVerdict[];
  readonly causes: readonly JsonObject[];
}

/** The metric of a severity, and its alarm. */
export interface Watched {
  /** The published value of the metric. Undefined: no data. */
  readonly value: number | undefined;
  /** The state of the alarm after its evaluation in the next minute, the first that looks for this value. */
  readonly alarm: AlarmState;
}

/** The minute in which the alarm looks for the value of a minute, in milliseconds since the epoch: the next one. */
export function evaluatedAt(time: Date): number {
  return time.getTime() + minute;
}

/** One minute: the scheduled run of the function, and the alarm of the page. */
export interface Minute extends Watched {
  readonly time: Date;
  readonly phase: string;
  readonly verdicts: readonly ShownVerdict[];
  /** The lines of the function's log. */
  readonly log: readonly string[];
  /** Why the invocation failed, if it did. */
  readonly failure: string | undefined;
  readonly ticket: Watched;
}

const credentials = {
  accessKeyId: 'ASIADEMOEXAMPLE00001',
  secretAccessKey: 'demo-secret-that-opens-nothing',
  sessionToken: 'demo-session-token-that-opens-nothing',
};
const minute = 60_000;

/**
 * Runs the story: once for each minute the real function, as bundled for Lambda, reads an embedded API server and publishes to
 * embedded AWS endpoints. The alarms are the synthesized ones, evaluated as CloudWatch does, with a timing that is drawn for each
 * minute.
 *
 * @param from - the first minute, in milliseconds since the epoch.
 */
export async function* runNight(from: number): AsyncGenerator<Minute> {
  let now = from;
  const { template, assetDirectory, environment, timeout, config, remove } = await synthesize(
    readFileSync(join(__dirname, 'config.yaml'), 'utf8'),
  );
  const { name, region } = config.cluster;
  const cluster = await startApiServer({ cluster: name, identities: [credentials], now: () => now });
  const aws = await startAwsEndpoints({ clusters: { [name]: { endpoint: cluster.url, caData: cluster.caData } } });
  const vigil = new LambdaFunction({
    assetDirectory,
    timeout,
    environment: {
      ...environment,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_ENDPOINT_URL_EKS: aws.url,
      AWS_ENDPOINT_URL_CLOUDWATCH: aws.url,
    },
  });
  const random = new Random(1);
  let timing = drawTiming(random);
  const watched = (subject: Severity, logicalId: string) => {
    const alarm = new AlarmHistory(alarmFromTemplate(template, logicalId), 'OK');
    // The function has published 1 before.
    const points: Datapoint[] = Array.from({ length: 10 }, (_, ago) =>
      publishedIn(from - (ago + 1) * minute, timing, 1),
    );
    return {
      publish: (puts: typeof aws.puts): Watched['value'] => {
        const published = dataAbout(subject, puts);
        for (const { timestamp = now, value } of published) points.push(publishedIn(timestamp, timing, value));
        return published[0]?.value;
      },
      evaluate: (): AlarmState => alarm.evaluate(points, now + minute + timing.evaluation * 1000),
    };
  };
  const page = watched('page', 'Health');
  const ticket = watched('ticket', 'Ticket');
  try {
    for (const { title, minutes, apply } of story) {
      await apply?.(cluster, now);
      for (let passed = 0; passed < minutes; passed++, now += minute) {
        renewLease(cluster, now);
        const before = aws.puts.length;
        const { log, error } = await vigil.invoke({ time: new Date(now).toISOString() }, now - Date.now());
        const puts = aws.puts.slice(before);
        const values = { page: page.publish(puts), ticket: ticket.publish(puts) };
        timing = drawTiming(random);
        yield {
          time: new Date(now),
          phase: title,
          verdicts: verdictsIn(log),
          log,
          value: values.page,
          failure: error === undefined ? undefined : `${error.name}: ${error.message}`,
          alarm: page.evaluate(),
          ticket: { value: values.ticket, alarm: ticket.evaluate() },
        };
      }
    }
  } finally {
    await Promise.all([vigil.stop(), cluster.stop(), aws.stop()]);
    remove();
  }
}

function verdictsIn(log: readonly string[]): readonly ShownVerdict[] {
  for (const line of log) {
    if (!line.startsWith('{')) continue;
    const { message, targets, causes = [] } = JSON.parse(line) as Partial<SummaryLine>;
    if (message !== 'run' || targets === undefined) continue;
    return targets.map((one) => ({ ...one, message: completeVerdict({ ...one }, causes).message }));
  }
  return [];
}
