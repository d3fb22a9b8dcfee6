import { z } from 'zod';

export const printableAscii = /^(?=.*[!-~])[ -~]*$/;

/** One dimension of a CloudWatch metric. */
const dimension = z.strictObject({
  name: z.string().max(255).regex(printableAscii).regex(/^[^:]/).meta({
    description: 'Name of the dimension.',
    errorMessage: '1 to 255 printable ASCII characters, not starting with ":"',
  }),
  value: z
    .string()
    .max(1024)
    .regex(printableAscii)
    .meta({ description: 'Value of the dimension.', errorMessage: '1 to 1024 printable ASCII characters' }),
});

/** Dimensions of a CloudWatch metric. */
export const dimensions = z.array(dimension).max(30).default([]);
export const dimensionsMessage =
  'a list of at most 30 dimensions (the CloudWatch limit), each { name: NAME, value: VALUE }';
