import { pluralize } from '../../model/pluralize';
import { toOneLine } from '../../model/safeText';
import { type colorsFor, type ExitCode, exitCodes } from '../io';
import { type State, worstState } from './finding';
import type { LinkResult } from './walk';

type Colors = ReturnType<typeof colorsFor>;

interface Presentation {
  readonly label: string;
  readonly color: 'red' | 'magenta' | 'green';
  readonly status: 'OK' | 'CRITICAL' | 'UNKNOWN';
}

const presentations: Readonly<Record<State, Presentation>> = {
  ok: { label: 'ok', color: 'green', status: 'OK' },
  failing: { label: 'failing', color: 'red', status: 'CRITICAL' },
  unknown: { label: 'unknown', color: 'magenta', status: 'UNKNOWN' },
};

/** A group that is not bound lacks every permission. JSON has all details. */
const maxDetails = 10;
const stateWidth = 9;
const minLinkWidth = 16;

/** One block for each link: its state, what was seen, and what fixes it. Commands are not wrapped, so that they can be copied. */
export function formatResults(results: readonly LinkResult[], colors: Colors): string {
  const linkWidth = Math.max(minLinkWidth, ...results.map(({ link }) => link.length + 1));
  return results.map((result) => formatResult(result, linkWidth, colors)).join('');
}

function formatResult(result: LinkResult, linkWidth: number, colors: Colors): string {
  const { link, state, evidence, fix, details = [] } = result;
  const indent = ' '.repeat(stateWidth + linkWidth);
  const { label, color } = presentations[state];
  const notOk = details.filter((one) => one.state !== 'ok');
  const more = notOk.length > maxDetails ? [`${indent}- and ${notOk.length - maxDetails} more (--output json)`] : [];
  const lines = [
    `${colors[color](label)}${' '.repeat(stateWidth - label.length)}${link.padEnd(linkWidth)}${toOneLine(evidence)}`,
    ...notOk.slice(0, maxDetails).map((one) => `${indent}- ${toOneLine(one.text)}`),
    ...more,
    ...(fix ?? '')
      .split('\n')
      .filter(Boolean)
      .map((line) => `${indent}${colors.bold('fix:')} ${toOneLine(line)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** The result in one line, in the format of the Monitoring Plugins. Failing is worse than what cannot be checked. */
export function summarizeResults(
  results: readonly LinkResult[],
  colors: Colors,
): { readonly exitCode: ExitCode; readonly text: string } {
  const { status, color } = presentations[worstState(results.map(({ state }) => state))];
  const count = (wanted: State) => results.filter(({ state }) => state === wanted).length;
  const parts = [
    ...(count('failing') > 0 ? [`${count('failing')} failing`] : []),
    ...(count('unknown') > 0 ? [`${count('unknown')} cannot be checked`] : []),
  ];
  const found = parts.length === 0 ? 'all ok' : parts.join(', ');
  return {
    exitCode: exitCodes[status],
    text: `${colors[color](status)}: ${pluralize(results.length, 'link')}, ${found}`,
  };
}
