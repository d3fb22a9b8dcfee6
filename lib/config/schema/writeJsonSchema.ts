import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configJsonSchema } from './jsonSchema';

/** Writes the schema that editors read. Run `npm run schema` after every change to the schema. */
writeFileSync(
  join(__dirname, '..', '..', '..', 'config', 'config.schema.json'),
  `${JSON.stringify(configJsonSchema, null, 2)}\n`,
);
