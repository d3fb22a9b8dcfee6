import { toError } from '../../model/errorMessage';
import { escapeUnsafe } from '../../model/safeText';
import type { Redact } from './redact';

/**
 * An error that can be thrown to Lambda, which logs it with its stack: redacted and escaped. Causes are dropped, because they
 * may contain headers.
 */
export function toSafeError(thrown: unknown, redact: Redact): Error {
  const { name, message, stack = '' } = toError(thrown);
  const clean = (text: string) => escapeUnsafe(redact(text));
  const safe = new Error(clean(message));
  safe.name = clean(name);
  safe.stack = clean(stack);
  return safe;
}
