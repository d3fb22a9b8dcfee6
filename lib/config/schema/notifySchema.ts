import { z } from 'zod';

/** Messages that name the targets, beside those of CloudWatch. */
export const notify = z
  .strictObject({
    topics: z
      .array(
        z
          .string()
          .regex(/^arn:aws[-a-z]*:sns:[-a-z0-9]+:\d{12}:[-\w]{1,256}$/)
          .meta({
            errorMessage:
              'the ARN of a standard SNS topic such as arn:aws:sns:eu-central-1:111122223333:eks-vigil-messages',
          }),
      )
      .min(1)
      .max(5)
      .meta({
        description:
          'ARNs of SNS topics in the region of the cluster. None of them may be an alarm action: paging services expect the format of CloudWatch there.',
        errorMessage: 'a list of 1 to 5 ARNs of SNS topics',
      }),
  })
  .optional()
  .meta({
    description:
      'Messages that name what is unhealthy, since when, and what to do first, whenever an alarm changes: from a function of their own, to topics of their own. Default: none.',
  });
