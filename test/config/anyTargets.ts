import * as fc from 'fast-check';
import { type Kind, kinds } from '../../config/kinds';
import type { TargetConfig } from '../../config/schema';

const which = fc.oneof(
  fc.constantFrom('web', 'api', 'db').map((name) => ({ name })),
  fc.constantFrom('app=web', '!canary').map((selector) => ({ selector })),
);

/** Validated targets, few enough names that some fall together. */
export const anyTargets: fc.Arbitrary<TargetConfig[]> = fc.array(
  fc
    .tuple(
      fc.constantFrom(...(Object.keys(kinds) as Kind[])),
      fc.constantFrom('shop', 'monitoring', 'kube-system'),
      which,
    )
    .map(([kind, namespace, named]) => ({ kind, namespace, ...named, allowZero: false })),
  { minLength: 1, maxLength: 12 },
);
