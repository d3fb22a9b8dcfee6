import { formatDiagnostic } from '../../../lib/config/diagnostics/diagnostic';
import { type LoadedConfig, loadConfig } from '../../../lib/config/load';
import { type JsonObject, record, records } from '../../../model/json';

const rest = {
  cluster: { name: 'prod', region: 'eu-central-1' },
  metric: { namespace: 'EksVigil', name: 'ClusterHealth', dimensions: [{ name: 'Cluster', value: 'prod' }] },
  alarms: { page: { actions: ['arn:aws:sns:eu-central-1:111122223333:on-call'] } },
};

/** Loads a configuration with presets. Values files are those in `files`, by their paths. */
export function loadPresets(
  presets: unknown,
  more: object = {},
  files: Readonly<Record<string, string>> = {},
): LoadedConfig {
  return loadConfig('config/prod.yaml', JSON.stringify({ ...rest, presets, ...more }), (path) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
    return text;
  });
}

/** The errors, without the position, which is line 1. */
export function errorsOf({ diagnostics }: LoadedConfig): string[] {
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map((diagnostic) =>
      formatDiagnostic(diagnostic)
        .replace('config/prod.yaml:1:', '')
        .replace(/^\d+: error: /, ''),
    );
}

/** The targets as they would be written, those of the file first. */
export function targetsOf(loaded: LoadedConfig): JsonObject[] {
  const [error] = errorsOf(loaded);
  if (error !== undefined) throw new Error(error);
  return records(record(loaded.expansion?.input).targets);
}

/** Such as `Deployment shop/web {"grace":"15m"}`, or `prometheus shop/a-0,a-1:9090 {"path":"/p"}`. */
export function describe({
  kind,
  apiVersion,
  probe,
  namespace,
  name,
  service,
  pods,
  port,
  ...more
}: JsonObject): string {
  const place = kind === undefined ? `${service ?? (pods as string[]).join(',')}:${port}` : name;
  const settings = Object.keys(more).length === 0 ? '' : ` ${JSON.stringify(more)}`;
  return `${kind ?? probe} ${namespace}/${place}${settings}`;
}
