import { z } from 'zod';

/** Source: AWS Systems Manager API Reference, PutParameter (`Name`); without a leading slash, its ARN would be another one. */
const parameter = z
  .string()
  .max(500)
  .regex(/^ssm:(\/[-\w.]+)+$/);
const address = {
  errorMessage:
    'ssm: and the name of a SecureString in the Parameter Store, which must begin with "/", such as ssm:/eks-vigil/heartbeat: the address itself is a secret, because whoever knows it can report that all is well. Store it with `aws ssm put-parameter --type SecureString --name /eks-vigil/heartbeat --value ADDRESS`',
  // Not shown in messages: it may be the address.
  writeOnly: true,
};

/** A dead man's switch outside of AWS, which notices that the region, the account or the function is gone. */
export const heartbeat = z
  .strictObject({
    url: parameter.meta({
      description:
        'Parameter with the https address that is called after each run that published a 1, as ssm:NAME. After a 0, the same address with /fail at its end is called.',
      ...address,
    }),
    failureUrl: parameter.optional().meta({
      description:
        'Parameter with the address for a 0, for services other than Healthchecks.io. Default: that of url, with /fail at its end.',
      ...address,
    }),
    kmsKey: z
      .string()
      .regex(/^arn:aws[-a-z]*:kms:[-a-z0-9]+:\d{12}:key\/[-0-9a-z]+$/)
      .optional()
      .meta({
        description: 'ARN of the KMS key that encrypts the parameters. Default: the key of AWS, alias/aws/ssm.',
        errorMessage:
          'the ARN of a key such as arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      }),
  })
  .optional()
  .meta({
    description:
      "The heartbeat: calls a dead man's switch such as Healthchecks.io after each published value. Default: none. See docs/heartbeat.md.",
    errorMessage:
      'a mapping such as { url: "ssm:/eks-vigil/heartbeat" }, with the name of a SecureString in the Parameter Store: the address itself is a secret',
    // The address in place of the mapping.
    writeOnly: true,
  });

/** `ssm:/eks-vigil/heartbeat` without its scheme. */
export function parameterName(url: string): string {
  return url.replace(/^ssm:/, '');
}
