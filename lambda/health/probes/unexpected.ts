import type { Answered } from './answer';

const hints: Readonly<Record<number, string>> = {
  301: ', a redirect, which is not followed',
  302: ', a redirect, which is not followed',
  307: ', a redirect, which is not followed',
  308: ', a redirect, which is not followed',
  401: ': it requires a login, which a probe does not have',
  403: ': it requires a permission, which a probe does not have',
  404: ': is `path` correct?',
  429: ': it limits how many requests it answers',
};

/** Which status was answered in place of the expected answer. The body is no part of it. */
export function unexpectedStatus({ status }: Pick<Answered, 'status'>, expected: string): string {
  return `answered with HTTP status ${status}${status === 200 ? '' : (hints[status] ?? '')}; expected ${expected}`;
}
