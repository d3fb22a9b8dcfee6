import { createColors } from 'picocolors';
import { formatHistory } from '../../cli/history/historyText';
import { errorMessage } from '../../model/errorMessage';
import { evaluatedAt, type Minute, runNight, type ShownVerdict } from './night';
import { historyOf } from './nightHistory';

const colors = createColors(process.stdout.isTTY === true && process.env.NO_COLOR === undefined);
const paint: Readonly<Record<string, (text: string) => string>> = {
  Healthy: colors.green,
  Progressing: colors.yellow,
  Unhealthy: colors.red,
  Unknown: colors.magenta,
  OK: colors.green,
  ALARM: colors.red,
  '1': colors.green,
  '0': colors.red,
  'no data': colors.magenta,
};
const introduction = `One night with eks-vigil, in simulated time.

  function   the real one, as bundled for Lambda. It runs once a minute. It reads four workloads, and asks Prometheus
             itself (test/demo/config.yaml).
  metric     1: all targets are healthy. 0: at least one is unhealthy. No data: health is unknown.
             node-exporter has the severity ticket: it has a metric and an alarm of its own.
  alarm      the one that the CDK stack creates. It fires if the metric is 0 or missing in 5 of 6 minutes; a value is
             visible 5 to 90 seconds after the run.

The API server and the AWS endpoints are embedded in this process. The function is being bundled ...`;
const indent = ' '.repeat(9);
/** Verdicts that are printed at the beginning of a phase. */
const maxVerdicts = 2;

function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** A padded word in its color. */
function painted(word: string, width = 0): string {
  return `${(paint[word] ?? String)(word)}${' '.repeat(Math.max(0, width - word.length))}`;
}

function formatClock(time: Date): string {
  return time.toISOString().slice(11, 16);
}

function formatVerdict({ verdict, kind, namespace, name, selector, reason, message }: ShownVerdict): string {
  return `${indent}${painted(verdict)} ${kind} ${namespace}/${name ?? selector} (${reason}): ${message}`;
}

function formatMinute({ time, verdicts, value, alarm, ticket }: Minute): string {
  const healthy = verdicts.filter(({ verdict }) => verdict === 'Healthy').length;
  const metric = painted(value === undefined ? 'no data' : String(value), 7);
  return `  ${formatClock(time)}  metric ${metric}  alarm ${painted(alarm, 5)}  ticket ${painted(ticket.alarm, 5)}  ${healthy} of ${verdicts.length} targets healthy`;
}

/** What is printed at the beginning of a phase: the verdicts other than Healthy, and why the invocation failed. */
function formatDetails({ verdicts, failure }: Minute): readonly string[] {
  const notHealthy = verdicts.filter(({ verdict }) => verdict !== 'Healthy');
  const more = notHealthy.length - maxVerdicts;
  return [
    ...notHealthy.slice(0, maxVerdicts).map(formatVerdict),
    ...(more > 0 ? [`${indent}... and ${more} more`] : []),
    ...(failure === undefined ? [] : [`${indent}The invocation fails with ${failure.split(':')[0]}.`]),
  ];
}

async function main(): Promise<void> {
  print(introduction);
  const started = performance.now();
  const fired: string[] = [];
  const minutes: Minute[] = [];
  let previous: Minute | undefined;
  for await (const minute of runNight(new Date().setUTCHours(3, 0, 0, 0))) {
    const isNewPhase = minute.phase !== previous?.phase;
    if (isNewPhase) print(`\n${colors.bold(minute.phase)}`);
    print(formatMinute(minute));
    if (isNewPhase) for (const line of formatDetails(minute)) print(line);
    const changed = `${formatClock(new Date(evaluatedAt(minute.time)))}`;
    if (minute.alarm === 'ALARM' && previous?.alarm !== 'ALARM') {
      fired.push(`  ${changed}  ${minute.phase}`);
      print(colors.red(colors.bold(`${indent}The alarm fires at ${changed}.`)));
    }
    if (minute.ticket.alarm === 'ALARM' && previous?.ticket.alarm !== 'ALARM') {
      print(colors.yellow(`${indent}The alarm of the tickets fires at ${changed}.`));
    }
    if (minute.alarm === 'OK' && previous?.alarm === 'ALARM') print(`${indent}The alarm returns to OK at ${changed}.`);
    previous = minute;
    minutes.push(minute);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  print(`
The alarm fired ${fired.length} times, and neither for the rollout nor for the ticket:
${fired.join('\n')}

What \`eks-vigil history\` shows of this night:

${formatHistory(historyOf(minutes), colors, process.stdout.columns)}
The demo took ${seconds} s. Nothing is left running.`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exitCode = 1;
});
