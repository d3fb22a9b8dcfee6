export { EksVigil, type EksVigilAlarms } from './eksVigil';
export type { EksVigilConfig } from './eksVigilConfig';
export type { EksVigilProps } from './eksVigilProps';
