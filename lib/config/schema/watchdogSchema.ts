import { z } from 'zod';

/** The last mile: the always-firing alert of the cluster's own Alertmanager, which must keep arriving in AWS. */
export const watchdog = z
  .strictObject({
    topic: z.boolean().meta({
      description:
        'Whether the stack has an SNS topic to which the Alertmanager of the cluster sends its alert that always fires, and the alarm `watchdog`, which fires if it stays away.',
    }),
    publisher: z
      .string()
      .regex(/^arn:aws[-a-z]*:iam::\d{12}:role\/([!-~]+\/)*[-\w+=,.@]{1,64}$/)
      .optional()
      .meta({
        description:
          'ARN of the IAM role of Alertmanager, which the policy of the topic then allows to publish. The role must exist. Default: none; attach the statement in docs/watchdog.md to the role.',
        errorMessage: 'the ARN of an IAM role such as arn:aws:iam::111122223333:role/alertmanager',
      }),
  })
  .optional()
  .meta({
    description:
      'The Watchdog: proves that Alertmanager can send notifications out of the cluster. Default: none. See docs/watchdog.md for the configuration of Alertmanager.',
  });
