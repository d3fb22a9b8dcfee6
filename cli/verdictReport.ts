import Table from 'cli-table3';
import type { SeverityHealth } from '../lambda/health/severityHealth';
import type { TargetVerdict } from '../lambda/health/targetVerdict';
import { type Verdict, worstFirst } from '../lambda/health/verdict';
import { describeTarget } from '../lambda/logging/runSummary';
import { ownPart, type SharedCause, sharedCauses } from '../lambda/logging/sharedCauses';
import type { Observed } from '../lambda/observe/observe';
import { toOneLine } from '../model/safeText';
import { type HasSeverity, ofSeverity, type Severity, severities } from '../model/severity';
import { type colorsFor, type ExitCode, exitCodes } from './io';
import type { ReadVerdicts } from './readVerdicts';
import { wrap } from './wrapText';

type Colors = ReturnType<typeof colorsFor>;

interface Outcome {
  readonly verdict: Verdict['verdict'];
  readonly status: keyof typeof exitCodes;
  readonly color: 'red' | 'magenta' | 'yellow' | 'green';
}

/** From worst to best, in the order of the cluster health. */
const outcomes: readonly Outcome[] = [
  { verdict: 'Unhealthy', status: 'CRITICAL', color: 'red' },
  { verdict: 'Unknown', status: 'UNKNOWN', color: 'magenta' },
  { verdict: 'Progressing', status: 'WARNING', color: 'yellow' },
  { verdict: 'Healthy', status: 'OK', color: 'green' },
];

/** The result of a command. */
export interface Summary {
  readonly exitCode: ExitCode;
  /** One line in the format of the Monitoring Plugins. */
  readonly text: string;
}

/**
 * Summarizes verdicts. The worst one is named first; no verdicts are Unknown.
 *
 * @param decided - the status. @default - that of the worst verdict
 */
export function summarize(
  verdicts: readonly Verdict[],
  noun: 'target' | 'object',
  colors: Colors,
  decided?: Outcome['status'],
): Summary {
  const counts = outcomes.map((outcome) => ({
    ...outcome,
    count: verdicts.filter(({ verdict }) => verdict === outcome.verdict).length,
  }));
  const [worst, ...others] = counts.filter(({ count }) => count > 0);
  const { verdict, count, ...ofWorst } = worst ?? {
    status: 'UNKNOWN',
    color: 'red',
    verdict: 'Unknown',
    count: 0,
  };
  const rest = others
    .filter((other) => other.verdict !== 'Healthy')
    .map((other) => `, ${other.count} ${other.verdict.toLowerCase()}`);
  const text = `${formatSubject(count, verdicts.length, noun)} ${verdict.toLowerCase()}${rest.join('')}`;
  const { status, color } = outcomes.find((outcome) => outcome.status === decided) ?? ofWorst;
  return { exitCode: exitCodes[status], text: `${colors[color](status)}: ${text}` };
}

/**
 * Summarizes the verdicts of one check of a cluster. An Unhealthy ticket is a warning: it pages nobody.
 *
 * @param health - the cluster health of each severity.
 */
export function summarizeCheck(
  verdicts: readonly TargetVerdict[],
  health: SeverityHealth,
  dryRun: boolean,
  colors: Colors,
): Summary {
  const ofEach = severities.map((severity) => worstStatus(ofSeverity(verdicts, severity), severity));
  const status = statusOrder.find((one) => ofEach.includes(one));
  const { exitCode, text } = summarize(verdicts, 'target', colors, status);
  const isKnown = Object.values(health).some((value) => value !== undefined);
  return {
    exitCode,
    text: `${text} (${describeValues(health)}${dryRun && isKnown ? ', but dryRun publishes nothing' : ''})`,
  };
}

/** From worst to best. */
const statusOrder: readonly Outcome['status'][] = outcomes.map(({ status }) => status);

function worstStatus(verdicts: readonly Verdict[], severity: Severity): Outcome['status'] | undefined {
  const worst = outcomes.find(({ verdict }) => verdicts.some((one) => one.verdict === verdict))?.status;
  return worst === 'CRITICAL' && severity === 'ticket' ? 'WARNING' : worst;
}

function describeValues(health: SeverityHealth): string {
  const values = Object.entries(health);
  if (values.every(([, value]) => value === undefined)) return 'no data would be published';
  const describe = ([severity, value]: (typeof values)[number]) =>
    `${severity === 'page' ? '' : `${severity} `}metric would ${value === undefined ? 'have no data' : `be ${value}`}`;
  return values.map(describe).join(', ');
}

function formatSubject(count: number, total: number, noun: string): string {
  if (total === 1) return `1 ${noun} is`;
  return count === total ? `all ${total} ${noun}s are` : `${count} of ${total} ${noun}s ${count === 1 ? 'is' : 'are'}`;
}

const headings = ['VERDICT', 'KIND', 'NAMESPACE', 'NAME', 'READY', 'REASON', 'MESSAGE'];
const gap = 2;
const minMessageWidth = 24;

/** How verdicts are laid out. */
export interface Layout {
  readonly colors: Colors;
  /** Width of the terminal, to wrap the messages. @default - messages are not wrapped */
  readonly columns?: number | undefined;
  /** What is marked as changed since the last look. @default - nothing */
  readonly isChanged?: (target: TargetVerdict) => boolean;
  /** How many targets there are, also those that are not shown. @default - those that are shown */
  readonly total?: number;
}

/**
 * Formats verdicts as a table without borders, the worst first; where a terminal has no room for the messages, they are
 * below the other cells. If a selector matches several objects that are not healthy, they are listed below it. What
 * several targets have in common is said once, above; the first commands, below.
 */
export function formatVerdicts({ verdicts }: Pick<Observed, 'verdicts'>, layout: Layout): string {
  const { colors, columns, total = verdicts.length } = layout;
  const causes = sharedCauses(verdicts);
  const rows = [...verdicts].sort(worstFirst).flatMap((target) => toRows(target, causes, layout));
  const widths = headings.map((heading, index) => {
    return rows.reduce((width, { cells }) => Math.max(width, cells[index]?.length ?? 0), heading.length) + gap;
  });
  const message = (columns ?? 0) - widths.slice(0, -1).reduce((sum, width) => sum + width, 0);
  const wraps = message >= minMessageWidth + gap;
  const common = causes.map((cause) => describeCause(cause, total));
  if (columns !== undefined && !wraps) {
    return [...common, ...rows.flatMap((row) => formatNarrow(row, columns, colors)), ...formatCommands(verdicts)].join(
      '\n',
    );
  }
  const options = {
    chars: { ...noBorders },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    colWidths: [...widths.slice(0, -1), ...(wraps ? [message] : [])],
    wordWrap: wraps,
  };
  const lines = [headings.map((heading) => colors.bold(heading)), ...rows.map((row) => paint(row, colors))];
  const blocks = Array.from({ length: Math.ceil(lines.length / blockLength) }, (_, index) => {
    const table = new Table(options);
    for (const line of lines.slice(index * blockLength, (index + 1) * blockLength)) table.push(line);
    return table.toString();
  });
  const table = blocks.join('\n').replace(/ +$/gm, '');
  return [...common, table, ...formatCommands(verdicts)].join('\n');
}

/** One target for a terminal that is too narrow for the table. */
function formatNarrow({ verdict, cells }: Row, columns: number, colors: Colors): string[] {
  const [first, ...others] = wrap(cells.slice(0, -1).filter(Boolean).join(' '), columns);
  const message = wrap(cells.at(-1) ?? '', Math.max(1, columns - gap)).map((line) => `${' '.repeat(gap)}${line}`);
  return [colors[colorOf(verdict)](first ?? ''), ...others, ...message];
}

function describeCause({ targets, message }: SharedCause, all: number): string {
  const reason = targets[0]?.reason ?? '';
  return `${targets.length} of ${all} targets: ${reason}: ${toOneLine(message)}\n`;
}

const maxCommands = 10;

/** The first commands, each once and on a line of its own that is never wrapped, so that it can be copied. */
function formatCommands(verdicts: readonly TargetVerdict[]): string[] {
  const commands = new Map<string, TargetVerdict[]>();
  for (const one of [...verdicts].sort(worstFirst)) {
    if (one.command !== undefined) commands.set(one.command, [...(commands.get(one.command) ?? []), one]);
  }
  if (commands.size === 0) return [];
  const lines = [...commands].slice(0, maxCommands).map(([command, [first, ...others]]) => {
    const name = first === undefined ? '' : describeTarget(first);
    return `  # ${toOneLine(name)}${others.length === 0 ? '' : ` and ${others.length} more`}\n  ${toOneLine(command)}`;
  });
  const more = commands.size > maxCommands ? [`  # and ${commands.size - maxCommands} more: see --output json`] : [];
  return ['', 'What to run first:', ...lines, ...more];
}

/** The table of one check, and notes on what could not be read. */
export function formatCheck({ verdicts, freshness, leftOut }: ReadVerdicts, layout: Layout): string {
  const remarks = [...(freshness.state === 'unverified' ? [freshness.message] : []), ...leftOut];
  const lines = remarks.map((remark) => `note: ${toOneLine(remark)}\n`).join('');
  return `${formatVerdicts({ verdicts }, layout)}\n\n${lines}`;
}

/** Rows per table: the layout time of the library grows with the square of the rows. */
const blockLength = 200;

function paint({ verdict, cells: [first = '', ...others] }: Row, colors: Colors): string[] {
  return [colors[colorOf(verdict)](first), ...others];
}

function colorOf(verdict: Verdict['verdict']): Outcome['color'] {
  return outcomes.find((outcome) => outcome.verdict === verdict)?.color ?? 'red';
}

interface Row {
  readonly verdict: Verdict['verdict'];
  readonly cells: readonly string[];
}

function toRows(target: TargetVerdict, causes: readonly SharedCause[], layout: Layout): Row[] {
  const { kind, namespace, name, selector, objects = [] } = target;
  const cause = causes.find(({ targets }) => targets.includes(target));
  const message = cause === undefined ? target.message : ownPart(target, cause) || 'see above';
  const mark = layout.isChanged?.(target) === true ? '* ' : '';
  return [
    toRow({ ...target, message: `${mark}${message}` }, kind, namespace ?? '', name ?? selector ?? ''),
    ...(objects.length > 1 ? objects.map((object) => toRow(object, '', '', `- ${object.name}`)) : []),
  ];
}

function toRow(row: Verdict & HasSeverity, ...identity: string[]): Row {
  const { verdict, severity, reason, message, ready, desired } = row;
  const counts = ready === undefined || desired === undefined ? '' : `${ready}/${desired}`;
  const marked = severity === undefined ? verdict : `${verdict} (${severity})`;
  return { verdict, cells: [marked, ...identity, counts, reason, message].map(toOneLine) };
}

const noBorders = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((place) => [place, '']),
);
