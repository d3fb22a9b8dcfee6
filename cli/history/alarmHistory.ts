import type { AlarmHistoryItem } from '@aws-sdk/client-cloudwatch';
import { type JsonObject, record, text } from '../../model/json';
import type { AlarmFacts } from './facts';

/**
 * What the history of an alarm says: when its state changed and why, and what its actions did. The data of an item is JSON that AWS
 * does not document; what cannot be read is left out.
 */
export function parseHistoryItems(items: readonly AlarmHistoryItem[]): Pick<AlarmFacts, 'changes' | 'actions'> {
  const known = items.flatMap((item) => {
    const at = item.Timestamp?.getTime();
    return at === undefined ? [] : [{ at, item }];
  });
  return {
    changes: known.flatMap(({ at, item: { HistoryItemType: type, HistoryData: data } }) => {
      const { oldState, newState } = parseData(data);
      const before = text(record(oldState).stateValue);
      const after = text(record(newState).stateValue);
      if (type !== 'StateUpdate' || before === undefined || after === undefined) return [];
      return [{ at, before, after, reason: text(record(newState).stateReason) ?? '' }];
    }),
    actions: known.flatMap(({ at, item: { HistoryItemType: type, HistorySummary: summary } }) => {
      return type === 'Action' && summary !== undefined ? [{ at, message: shortenArns(summary) }] : [];
    }),
  };
}

function parseData(data: string | undefined): JsonObject {
  try {
    return record(JSON.parse(data ?? ''));
  } catch {
    return {};
  }
}

/** `Successfully executed action sns on-call`: region and account are those of the alarm. */
function shortenArns(summary: string): string {
  return summary.replace(/arn:aws[-a-z]*:([-a-z0-9]+):[-a-z0-9]*:\d*:([-\w:/#=.]*[-\w])/g, '$1 $2');
}
