import { text } from '../../../model/json';
import { toOneLine } from '../../../model/safeText';

const maxLength = 160;

/** What programs print beside a secret when they fail to start. What follows the name is removed. */
const secrets: readonly [RegExp, string][] = [
  [/(:\/\/[^\s/:@]*:)[^\s@]+(?=@)/g, '$1[redacted]'],
  [
    /(\b(?:[\w-]*(?:password|passwd|pwd|secret|token|api[_-]?key|credentials?))["']?\s*[=:]\s*["']?)[^\s"',;]+/gi,
    '$1[redacted]',
  ],
  [/\b((?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi, '$1[redacted]'],
];

/**
 * What a container wrote before it ended, on one line and without secrets; undefined if it wrote nothing. The end of a long text is
 * kept: with `FallbackToLogsOnError` it is the end of the log.
 */
export function describeTermination(message: unknown): string | undefined {
  // The secrets before the cut, so that no half of one is left.
  const line = secrets.reduce(
    (left, [found, put]) => left.replace(found, put),
    toOneLine((text(message) ?? '').slice(-4096)),
  );
  if (line === '') return undefined;
  return line.length > maxLength ? `…${line.slice(-maxLength + 1)}` : line;
}
