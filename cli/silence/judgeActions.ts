import type { AlarmHistoryItem } from '@aws-sdk/client-cloudwatch';

/** What the history of an alarm says about one of its actions. */
export interface ActionResult {
  readonly arn: string;
  readonly state: 'succeeded' | 'failed' | 'missing';
  /** As CloudWatch says it. */
  readonly evidence: string;
}

/** Judges each action of an alarm by the items of its history since it fired. The texts are those of CloudWatch. */
export function judgeActions(arns: readonly string[], items: readonly AlarmHistoryItem[]): ActionResult[] {
  const summaries = items
    .filter(({ HistoryItemType: type }) => type === 'Action')
    .flatMap(({ HistorySummary: summary }) => summary ?? []);
  return arns.map((arn) => {
    const summary = summaries.find((text) => text.split(/[\s,]+/).some((word) => word.replace(/\.$/, '') === arn));
    if (summary === undefined) return { arn, state: 'missing', evidence: 'the history of the alarm has no result' };
    return { arn, state: /^Success/.test(summary) ? 'succeeded' : 'failed', evidence: summary };
  });
}
