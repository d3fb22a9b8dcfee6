import { type JsonObject, records, text } from '../../../model/json';
import type { Verdict } from '../verdict';
import { answerOf, type ProbedEndpoint, unansweredVerdict } from './answer';
import { describeBroadSilence, matchersOf, silenceIds } from './silences';
import { unexpectedStatus } from './unexpected';

const unread = 'a silence of the Watchdog could not be read';
const nobody = 'the only receiver of the Watchdog is null, so the way to a person is not proven';

/**
 * Why the Watchdog reaches nobody, or why that is not known.
 *
 * @param alerts - the Watchdog, as Alertmanager has it.
 */
export function deliveryFindings(alerts: readonly JsonObject[], endpoint: ProbedEndpoint): Verdict[] {
  const receivers = alerts.flatMap((alert) => records(alert.receivers).map(({ name }) => text(name) ?? ''));
  const isNull = receivers.length > 0 && receivers.every((name) => /(^|\/)null$/.test(name));
  return [
    ...(isNull ? [{ verdict: 'Unhealthy', reason: 'NoReceiver', message: nobody } as const] : []),
    ...silenceIds(alerts).flatMap((_, index) => silenceFindings(`silence${index}`, endpoint)),
  ];
}

/** A silence that could not be read may match every alert. */
function silenceFindings(name: string, endpoint: ProbedEndpoint): Verdict[] {
  const answer = answerOf(endpoint, name);
  if (answer.type !== 'answered') return [unansweredVerdict(answer, unread)];
  if (matchersOf(answer) === undefined) {
    const message = `${unread}: Alertmanager ${unexpectedStatus(answer, 'a silence')}`;
    return [{ verdict: 'Unknown', reason: 'ProbeFailed', message }];
  }
  const message = describeBroadSilence(answer);
  return message === undefined ? [] : [{ verdict: 'Unhealthy', reason: 'Silenced', message }];
}
