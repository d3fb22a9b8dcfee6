import type { SectionAlarmId, VigilNames } from '../config/names';

type AlarmName = keyof VigilNames['alarms'] | SectionAlarmId;

export interface AlarmDescription {
  /** What it means that the alarm fires. */
  readonly meaning: string;
  /** What to look at first. */
  readonly first: string;
  /** Links by label, the most important one first. */
  readonly links: readonly (readonly [label: string, url: string])[];
}

/** Source: Amazon CloudWatch API Reference, PutMetricAlarm (`AlarmDescription`). */
const longestDescription = 1024;
/** No name that CloudFormation generates for a resource of this stack is longer. */
const longestToken = 100;

/**
 * The description of an alarm, which is part of its notifications. A link that does not fit beside the more important ones is left
 * out; the outputs of the stack have all links to the console.
 */
export function describeAlarm({ meaning, first, links }: AlarmDescription): string {
  const lines = [meaning, first];
  for (const [label, url] of links) {
    const line = `${label}: ${url}`;
    if (lengthOf([...lines, line].join('\n')) <= longestDescription) lines.push(line);
  }
  return lines.join('\n');
}

/**
 * The link to the runbook, which is only a hint if none is configured: the documents have no public address.
 *
 * @param alarm - whose section of the document is named.
 */
export function runbookOf(
  { runbook }: { readonly runbook?: string | undefined },
  alarm: AlarmName,
): readonly [string, string] {
  return ['Runbook', runbook ?? `docs/runbook.md of eks-vigil, section "Alarm ${alarm}"`];
}

function lengthOf(text: string): number {
  return text.replace(/\$\{Token\[[^\]]*\]\}/g, 'x'.repeat(longestToken)).length;
}
