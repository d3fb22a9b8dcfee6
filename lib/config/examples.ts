import { basename } from 'node:path';

/** Whether a file is one of the examples, which stand beside the real configurations but are none. */
export function isExample(file: string): boolean {
  return ['example.yaml', 'minimal.yaml'].includes(basename(file));
}
