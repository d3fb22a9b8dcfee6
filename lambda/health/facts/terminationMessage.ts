import { text } from '../../../model/json';
import { toOneLine } from '../../../model/safeText';

const maxLength = 160;
/** Characters from the end. More than is shown, so that a secret is recognized whose beginning is not shown. */
const maxRead = 1024;

const names = 'pass|passwd|password|passphrase|pwd|secret|token|credentials?|(?:api|access|private|account)[_-]?key';
const mark = '[redacted]';

/**
 * What programs print beside a secret when they fail to start, and secrets that are known by their form. Every repetition is
 * bounded: a container decides the text, and a run must not spend its time on it.
 */
const secrets: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]{1,40}-----[^-]*/g, mark],
  [/(:\/\/)[^\s/]{1,256}@/g, `$1${mark}@`],
  [/[^\s:@/"']{1,64}:[^\s@]{1,128}(?=@(?:tcp|unix)\()/g, mark],
  [/(hooks\.slack\.com\/services\/)\S+/g, `$1${mark}`],
  [
    new RegExp(
      `((?:${names})[\\w-]{0,40}["']?\\s{0,3}[=:]\\s{0,3})(?:"[^"]{0,256}"|'[^']{0,256}'|["']?[^\\s"',;]+)`,
      'gi',
    ),
    `$1${mark}`,
  ],
  [new RegExp(`((?<=\\s|^)--?[\\w-]{0,40}(?:${names})\\s{1,3})[^\\s-]\\S*`, 'gi'), `$1${mark}`],
  [/\b((?:bearer|basic)\s{1,3})[\w.~+/=-]{8,}/gi, `$1${mark}`],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, mark],
  [/(?<!sha\d{3}:)\b(?=[A-Za-z+]{0,39}\d)[A-Za-z0-9+]{40,}={0,2}/g, mark],
];

/**
 * What a container wrote before it ended, on one line and without secrets; undefined if it wrote nothing. The end of a long text is
 * kept: with `FallbackToLogsOnError` it is the end of the log.
 */
export function describeTermination(message: unknown): string | undefined {
  // The secrets before the cut, so that no half of one is left.
  const line = secrets.reduce(
    (left, [found, put]) => left.replace(found, put),
    toOneLine((text(message) ?? '').slice(-maxRead)),
  );
  if (line === '') return undefined;
  return line.length > maxLength ? `…${line.slice(-maxLength + 1)}` : line;
}
