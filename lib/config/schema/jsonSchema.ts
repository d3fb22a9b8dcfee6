import { z } from 'zod';
import { configInput } from './schema';

/** The keywords of JSON Schema that error messages use. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly multipleOf?: number;
  readonly errorMessage?: string;
}

/** The configuration's JSON Schema, for editors and for error messages. */
export const configJsonSchema = z.toJSONSchema(configInput, { io: 'input', target: 'draft-07' }) as JsonSchema;
