import type { z } from 'zod';
import type { ProbeKind } from '../../../model/probes';
import type { probeKeys } from './probeSchema';
import type { target } from './targetSchema';

type Entry = z.output<typeof target>;
type ProbeKey = keyof typeof probeKeys;

/** A validated entry of `targets` that names objects. */
export type ObjectTargetConfig = Omit<Entry, ProbeKey | 'kind'> & {
  readonly kind: string;
  readonly probe?: undefined;
};

/** A validated entry of `targets` that asks a program: probeCheck.ts holds what is required. */
export type ProbeTargetConfig = Pick<Entry, ProbeKey | 'grace' | 'downGrace' | 'severity'> & {
  readonly probe: ProbeKind;
  readonly namespace: string;
  readonly port: number | string;
};
