import type { RuntimeTarget } from '../../../model/runtimeConfig';
import { defaultCriteria } from '../health/judging';

/** Targets that are watched by name. */

export const web: RuntimeTarget = {
  ...defaultCriteria,
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  namespace: 'shop',
  name: 'web',
  atLeast: 1,
};

export const other: RuntimeTarget = { ...web, name: 'other' };
