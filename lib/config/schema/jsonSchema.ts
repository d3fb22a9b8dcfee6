import { z } from 'zod';
import { configInput, defaultDownGrace, defaultGrace } from './schema';

/** The keywords of JSON Schema that error messages use. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | false;
  readonly items?: JsonSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly pattern?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly multipleOf?: number;
  readonly errorMessage?: string;
  /** Whether a value may be a secret, so that no message shows it. */
  readonly writeOnly?: boolean;
}

/** Defaults that are not part of a parsed configuration, because it makes a difference whether the file specifies them. */
const appliedLater: Readonly<Record<string, string>> = {
  'properties.grace': defaultGrace,
  'properties.downGrace': defaultDownGrace,
};

let created: JsonSchema | undefined;

/** The configuration's JSON Schema, for editors and for error messages. Created on first use, because a valid file needs none. */
export function configJsonSchema(): JsonSchema {
  created ??= createJsonSchema();
  return created;
}

function createJsonSchema(): JsonSchema {
  return z.toJSONSchema(configInput, {
    io: 'input',
    target: 'draft-07',
    override: ({ path, jsonSchema }) => {
      const applied = appliedLater[path.join('.')];
      if (applied !== undefined) jsonSchema.default = applied;
      // Presets are expanded to targets before the configuration is parsed, so a file needs one of them.
      if (path.length === 0) {
        jsonSchema.required = (jsonSchema.required ?? []).filter((key) => key !== 'targets');
        jsonSchema.anyOf = [{ required: ['targets'] }, { required: ['presets'] }];
      }
    },
  }) as JsonSchema;
}
