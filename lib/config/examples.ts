import { basename } from 'node:path';

/** Whether a file is one of the examples, which are in the same folder as the configurations but are not deployed. */
export function isExample(file: string): boolean {
  return ['example.yaml', 'minimal.yaml'].includes(basename(file));
}
