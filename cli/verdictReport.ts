import Table from 'cli-table3';
import type { TargetVerdict } from '../lambda/health/targetVerdict';
import type { Verdict } from '../lambda/health/verdict';
import type { Observed } from '../lambda/observe/observe';
import { type colorsFor, type ExitCode, exitCodes, toOneLine } from './io';

type Colours = ReturnType<typeof colorsFor>;

interface Outcome {
  readonly verdict: Verdict['verdict'];
  readonly status: keyof typeof exitCodes;
  readonly colour: 'red' | 'magenta' | 'yellow' | 'green';
}

/** From the worst to the best, as cluster health is aggregated. */
const outcomes: readonly Outcome[] = [
  { verdict: 'Unhealthy', status: 'CRITICAL', colour: 'red' },
  { verdict: 'Unknown', status: 'UNKNOWN', colour: 'magenta' },
  { verdict: 'Progressing', status: 'WARNING', colour: 'yellow' },
  { verdict: 'Healthy', status: 'OK', colour: 'green' },
];

/** One look at a cluster, put into words. */
export interface Conclusion {
  readonly exitCode: ExitCode;
  /** One line in the manner of the Monitoring Plugins. */
  readonly summary: string;
}

/** Sums verdicts up: the worst decides, and nothing at all is Unknown. */
export function sumUp(verdicts: readonly Verdict[], noun: 'target' | 'object', colours: Colours): Conclusion {
  const counts = outcomes.map((outcome) => ({
    ...outcome,
    count: verdicts.filter(({ verdict }) => verdict === outcome.verdict).length,
  }));
  const [worst, ...others] = counts.filter(({ count }) => count > 0);
  const { status, colour, verdict, count } = worst ?? {
    status: 'UNKNOWN',
    colour: 'red',
    verdict: 'Unknown',
    count: 0,
  };
  const rest = others
    .filter((other) => other.verdict !== 'Healthy')
    .map((other) => `, ${other.count} ${other.verdict.toLowerCase()}`);
  const of = `${subject(count, verdicts.length, noun)} ${verdict.toLowerCase()}${rest.join('')}`;
  return { exitCode: exitCodes[status], summary: `${colours[colour](status)}: ${of}` };
}

/**
 * Sums the verdicts of one look at a cluster up.
 *
 * @param value - the cluster health.
 */
export function conclude(
  verdicts: readonly Verdict[],
  value: 0 | 1 | undefined,
  dryRun: boolean,
  colours: Colours,
): Conclusion {
  const { exitCode, summary } = sumUp(verdicts, 'target', colours);
  const metric = value === undefined ? 'no data would be published' : `metric would be ${value}`;
  return {
    exitCode,
    summary: `${summary} (${metric}${dryRun && value !== undefined ? ', but dryRun publishes nothing' : ''})`,
  };
}

function subject(count: number, total: number, noun: string): string {
  if (total === 1) return `the one ${noun} is`;
  return count === total ? `all ${total} ${noun}s are` : `${count} of ${total} ${noun}s ${count === 1 ? 'is' : 'are'}`;
}

const headings = ['VERDICT', 'KIND', 'NAMESPACE', 'NAME', 'READY', 'REASON', 'MESSAGE'];
const gap = 2;
const narrowestMessage = 24;

/**
 * The verdicts as a table without borders, with the objects of a selector below it where several are not healthy.
 *
 * @param columns - width to wrap the messages to. Default: they are not wrapped.
 */
export function verdictTable({ verdicts }: Pick<Observed, 'verdicts'>, colours: Colours, columns?: number): string {
  const rows = verdicts.flatMap(rowsOf);
  const widths = headings.map((heading, index) => {
    return rows.reduce((width, { cells }) => Math.max(width, cells[index]?.length ?? 0), heading.length) + gap;
  });
  const message = (columns ?? 0) - widths.slice(0, -1).reduce((sum, width) => sum + width, 0);
  const wraps = message >= narrowestMessage + gap;
  const options = {
    chars: { ...noBorders },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    colWidths: [...widths.slice(0, -1), ...(wraps ? [message] : [])],
    wordWrap: wraps,
  };
  const lines = [headings.map((heading) => colours.bold(heading)), ...rows.map((each) => paint(each, colours))];
  const blocks = Array.from({ length: Math.ceil(lines.length / blockLength) }, (_, index) => {
    const table = new Table(options);
    for (const line of lines.slice(index * blockLength, (index + 1) * blockLength)) table.push(line);
    return table.toString();
  });
  return blocks.join('\n').replace(/ +$/gm, '');
}

/** Rows laid out at once: the library's time grows with their square. */
const blockLength = 200;

function paint({ verdict, cells: [first = '', ...others] }: Row, colours: Colours): string[] {
  const colour = outcomes.find((outcome) => outcome.verdict === verdict)?.colour ?? 'red';
  return [colours[colour](first), ...others];
}

interface Row {
  readonly verdict: Verdict['verdict'];
  readonly cells: readonly string[];
}

function rowsOf(target: TargetVerdict): Row[] {
  const { kind, namespace, name, selector, objects = [] } = target;
  return [
    row(target, kind, namespace ?? '', name ?? selector ?? ''),
    ...(objects.length > 1 ? objects.map((object) => row(object, '', '', `- ${object.name}`)) : []),
  ];
}

function row({ verdict, reason, message, ready, desired }: Verdict, ...identity: string[]): Row {
  const counts = ready === undefined || desired === undefined ? '' : `${ready}/${desired}`;
  return { verdict, cells: [verdict, ...identity, counts, reason, message].map(toOneLine) };
}

const noBorders = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((place) => [place, '']),
);
