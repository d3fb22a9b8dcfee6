import type { Grant } from '../../model/grant';
import type { Reason } from '../../model/reasons';
import { quoteArgument } from '../../model/shell';
import { kubectl } from '../health/kubectl';

/** `FILE` stands for the file of the configuration. */
export const doctorCommand = 'eks-vigil doctor --config FILE';
const readyz = "kubectl get --raw '/readyz?verbose'";

const commands: Readonly<Partial<Record<Reason, (read: Grant) => string | undefined>>> = {
  ApiNotServed: ({ group }) => kubectl(undefined, 'api-resources', `--api-group=${group}`),
  Forbidden: ({ verb, group, resource, namespace, name }) => {
    // `services/proxy/web` would be the Service named proxy/web.
    const [plural, subresource] = resource.split('/');
    return kubectl(
      namespace,
      'auth',
      'can-i',
      verb,
      `${plural}${group === '' ? '' : `.${group}`}${name === undefined ? '' : `/${name}`}`,
      ...(subresource === undefined ? [] : [`--subresource=${subresource}`]),
    );
  },
  NamespaceNotFound: () => kubectl(undefined, 'get', 'namespaces'),
  NamespaceTerminating: ({ namespace = '' }) => kubectl(undefined, 'describe', 'namespace', namespace),
  NotFound: ({ group, resource, namespace }) =>
    kubectl(namespace, 'get', `${resource}${group === '' ? '' : `.${group}`}`),
  ServerError: () => readyz,
  TooManyRequests: () => readyz,
};

/** The first command to run where something could not be read, or does not exist. */
export function readCommand(read: Grant, reason: Reason): string | undefined {
  return (commands[reason] ?? (() => doctorCommand))(read);
}

/** Names the file of the configuration in the commands of a message. */
export function nameFile(text: string, file: string): string {
  return text.replaceAll('--config FILE', () => `--config ${quoteArgument(file)}`);
}
