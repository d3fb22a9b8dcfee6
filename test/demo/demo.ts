import { createColors } from 'picocolors';
import { errorMessage } from '../../model/errorMessage';
import { type Minute, play, type ShownVerdict } from './play';

const colors = createColors(process.stdout.isTTY === true && process.env.NO_COLOR === undefined);
const paint: Readonly<Record<string, (text: string) => string>> = {
  Healthy: colors.green,
  Progressing: colors.yellow,
  Unhealthy: colors.red,
  Unknown: colors.magenta,
  OK: colors.green,
  ALARM: colors.red,
};

function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

function painted(word: string): string {
  return (paint[word] ?? String)(word);
}

function showVerdict({ verdict, kind, namespace, name, selector, reason, message }: ShownVerdict): string {
  return `         ${painted(verdict)} ${kind} ${namespace}/${name ?? selector} (${reason}): ${message}`;
}

function showMinute({ time, verdicts, value, failure, alarm }: Minute): string {
  const healthy = verdicts.filter(({ verdict }) => verdict === 'Healthy').length;
  const metric = value === undefined ? colors.magenta('no data') : value === 1 ? colors.green('1') : colors.red('0');
  const clock = time.toISOString().slice(11, 16);
  const summary = `  ${clock}  ${healthy} of ${verdicts.length} targets healthy   metric ${metric}   alarm ${painted(alarm)}`;
  const failed = failure === undefined ? [] : [`         the invocation fails with ${failure.split(':')[0]}`];
  return [summary, ...failed].join('\n');
}

async function main(): Promise<void> {
  print(colors.bold('One night at 3 a.m.: eks-vigil, as bundled for Lambda, looks once a minute.'));
  print('The API server and the AWS endpoints are embedded here; the alarm is the synthesised one (3 of 5 minutes).');
  const night = new Date();
  night.setUTCHours(3, 0, 0, 0);
  const started = performance.now();
  let previous: Minute | undefined;
  const rings: string[] = [];
  for await (const minute of play(night.getTime())) {
    const isNew = minute.chapter !== previous?.chapter;
    if (isNew) print(`\n${colors.bold(minute.chapter)}`);
    print(showMinute(minute));
    const notWell = minute.verdicts.filter(({ verdict }) => verdict !== 'Healthy');
    if (isNew) for (const verdict of notWell.slice(0, 2)) print(showVerdict(verdict));
    if (isNew && notWell.length > 2) print(`         and ${notWell.length - 2} more`);
    if (minute.alarm === 'ALARM' && previous?.alarm !== 'ALARM') {
      rings.push(minute.time.toISOString().slice(11, 16));
      print(colors.red(colors.bold('         the alarm rings')));
    }
    previous = minute;
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  print(
    `\nThe alarm rang at ${rings.join(' and ')}: for the crash loop, and for the silence. It stayed quiet for the rollout.`,
  );
  print(`Played in ${seconds} s; nothing is left running.`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exitCode = 1;
});
