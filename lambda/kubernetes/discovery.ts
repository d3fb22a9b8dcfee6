import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import type { Read } from '../../config/readingPlan';
import { record, records, text } from '../health/json';
import type { Answer } from './client';
import { discoveryPathOf } from './path';

const maxNames = 20;

/**
 * Says what an API server serves instead of what was asked for, in a form that follows a message; empty where it does not
 * tell. Every authenticated identity may ask. Source: Kubernetes, "The Kubernetes API" (discovery).
 */
export async function describeServed(
  { group, version }: Read,
  get: (path: string) => Promise<Answer>,
): Promise<string> {
  const ask = (path: string) =>
    get(path).then(
      ({ body }) => body,
      (error: unknown) => (error instanceof ApiException && error.code === 404 ? 'absent' : undefined),
    );
  const resources = await ask(discoveryPathOf(group, version));
  if (resources === undefined) return '';
  if (resources !== 'absent') {
    const names = records(resources.resources).flatMap(({ name }) => text(name) ?? []);
    const plain = names.filter((name) => !name.includes('/')).sort();
    return `; it serves ${listed(plain)}: if one of these is meant, write it as resource: NAME`;
  }
  const versions = group === '' ? 'absent' : await ask(discoveryPathOf(group));
  if (versions === undefined) return '';
  if (versions === 'absent') return `; the API group ${group} is not installed at all`;
  const names = records(record(versions).versions).flatMap((entry) => text(entry.version) ?? []);
  return `; of ${group} it serves ${listed(names)}`;
}

function listed(names: readonly string[]): string {
  const more = names.length > maxNames ? ` and ${names.length - maxNames} more` : '';
  return names.length === 0 ? 'nothing' : `${names.slice(0, maxNames).join(', ')}${more}`;
}
