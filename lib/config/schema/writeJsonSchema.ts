import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderConfigTypes } from './configTypes';
import { configJsonSchema } from './jsonSchema';

/** Writes the schema that editors read, and the types of other CDK apps. Run `npm run schema` after every change to the schema. */
const root = join(__dirname, '..', '..', '..');
writeFileSync(join(root, 'config', 'config.schema.json'), `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
writeFileSync(join(root, 'lib', 'eksVigilConfig.ts'), renderConfigTypes(configJsonSchema()));
