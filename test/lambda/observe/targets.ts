import type { RuntimeTarget } from '../../../model/runtimeConfig';
import { allOfThem } from '../health/objects';

/** Targets that are watched by name. */

export const web: RuntimeTarget = {
  ...allOfThem,
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  namespace: 'shop',
  name: 'web',
  atLeast: 1,
};

export const other: RuntimeTarget = { ...web, name: 'other' };
