import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { type JsonObject, record, records, text } from '../../../../model/json';
import { allReleases, type Release, type Rendered } from './releases';

/**
 * Renders the chart with Helm and writes what presets are compared with to rendered.json.
 *
 * Usage: npx tsx test/lib/presets/chart/render.ts HELM CHART. CHART is a folder of kube-prometheus-stack, with the charts that it
 * depends on in its folder charts/.
 */
const [helm = 'helm', chart = '.'] = process.argv.slice(2);
const workloads = ['DaemonSet', 'Deployment', 'StatefulSet'];
const operated = ['Alertmanager', 'Prometheus', 'PrometheusAgent', 'ThanosRuler'];

function render({ release, values, text: valuesText }: Release): Rendered {
  const all = record(parse(valuesText));
  // As Helm passes them to a chart that another one depends on.
  const input = stringify(all['kube-prometheus-stack'] ?? all);
  const flags = ['--namespace', 'monitoring', '--kube-version', '1.33.0', '--values', '-'];
  const output = execFileSync(helm, ['template', release, chart, ...flags], { input, maxBuffer: 2 ** 28 }).toString();
  const objects = parseAllDocuments(output).map((document) => record(document.toJS()));
  return {
    release,
    values,
    objects: objects.flatMap(describe).sort(),
    grafana: objects.flatMap(describeGrafana)[0] ?? null,
    watchdog: objects.some(({ kind, spec }) => kind === 'PrometheusRule' && hasWatchdog(record(spec))),
  };
}

function describe({ kind, metadata, spec }: JsonObject): string[] {
  const { namespace, name } = record(metadata);
  const { replicas = 1, shards = 1, routePrefix = '/' } = record(spec);
  if (workloads.includes(String(kind))) return [`${kind} ${namespace}/${name}`];
  if (!operated.includes(String(kind))) return [];
  return [`${kind} ${namespace}/${name} ${JSON.stringify({ replicas, shards, routePrefix })}`];
}

function describeGrafana({ kind, metadata, spec }: JsonObject): string[] {
  const [port] = records(record(spec).ports);
  if (kind !== 'Service' || port?.targetPort !== 'grafana') return [];
  const { namespace, name } = record(metadata);
  return [`${text(namespace)}/${text(name)}:${port.port}`];
}

function hasWatchdog({ groups }: JsonObject): boolean {
  return records(groups).some(({ rules }) => records(rules).some(({ alert }) => alert === 'Watchdog'));
}

const { version } = record(parse(readFileSync(join(chart, 'Chart.yaml'), 'utf8')));
writeFileSync(
  join(__dirname, 'rendered.json'),
  `${JSON.stringify({ chart: version, releases: allReleases.map(render) }, null, 2)}\n`,
);
