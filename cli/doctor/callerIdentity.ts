import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { time } from '../../model/json';

/** Whose AWS credentials are used. */
export interface CallerIdentity {
  readonly arn: string;
  readonly account: string;
  /** When AWS answered, by its own clock and by that of this machine, in milliseconds. */
  readonly date: number | undefined;
  readonly receivedAt: number;
}

/** Asks STS, which needs no permission. */
export async function readCallerIdentity(client: STSClient, now: () => number): Promise<CallerIdentity> {
  const command = new GetCallerIdentityCommand({});
  let date: number | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      date = dateOf(result.response);
      return result;
    },
    { step: 'deserialize' },
  );
  const { Arn: arn = '', Account: account = '' } = await client.send(command);
  return { arn, account, date, receivedAt: now() };
}

function dateOf(response: unknown): number | undefined {
  const { headers } = response as { readonly headers?: Readonly<Record<string, string>> };
  return time(headers?.date);
}
