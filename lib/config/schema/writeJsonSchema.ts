import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configJsonSchema } from './jsonSchema';

/** Writes what editors read: `npm run schema`, after every change of the schema. */
writeFileSync(
  join(__dirname, '..', '..', '..', 'config', 'config.schema.json'),
  `${JSON.stringify(configJsonSchema, null, 2)}\n`,
);
