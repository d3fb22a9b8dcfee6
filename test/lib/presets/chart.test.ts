import type { JsonObject } from '../../../model/json';
import { record } from '../../../model/json';
import { allReleases, type Rendered } from './chart/releases';
import rendered from './chart/rendered.json';
import { loadPresets, targetsOf } from './presetInput';

/** What the preset makes of a release of the chart. */
function expand({ release, values }: Pick<Rendered, 'release' | 'values'>): JsonObject[] {
  const { text } = allReleases.find((one) => one.release === release && one.values === values) ?? { text: '' };
  const preset = { release, namespace: 'monitoring', values };
  return targetsOf(loadPresets([{ 'kube-prometheus-stack': preset }], {}, { [`config/${values}`]: text }));
}

const place = ({ kind, namespace, name }: JsonObject) => `${kind} ${namespace}/${name}`;
const prefixes: Readonly<Record<string, string>> = {
  Alertmanager: 'alertmanager',
  Prometheus: 'prometheus',
  PrometheusAgent: 'prom-agent',
  ThanosRuler: 'thanos-ruler',
};

/** The pods of the StatefulSets that the operator creates for its custom resources, by StatefulSet. */
function operatedPods(objects: readonly string[]): Map<string, string[]> {
  const resources = objects.flatMap((line) => {
    const [, kind = '', namespace, name, spec] = /^(\w+) ([^/]+)\/(\S+) (.*)$/.exec(line) ?? [];
    return spec === undefined ? [] : [{ kind, namespace, name, spec: record(JSON.parse(spec)) }];
  });
  return new Map(
    resources.flatMap(({ kind, namespace, name, spec }) =>
      Array.from({ length: Number(spec.shards) }, (_, shard): [string, string[]] => {
        const statefulSet = `${prefixes[kind]}-${name}${shard === 0 ? '' : `-shard-${shard}`}`;
        const pods = Array.from({ length: Number(spec.replicas) }, (__, ordinal) => `${statefulSet}-${ordinal}`);
        return [`StatefulSet ${namespace}/${statefulSet}`, pods.map((pod) => `${namespace}/${pod}`)];
      }),
    ),
  );
}

describe('a release is expanded to what Helm renders', () => {
  it.each(rendered.releases)('$values $release', (release) => {
    const targets = expand(release);
    const statefulSets = operatedPods(release.objects);
    const expected = [...release.objects.map((line) => line.replace(/ \{.*/, '')), ...statefulSets.keys()];
    expect(
      targets
        .filter(({ kind }) => kind !== undefined)
        .map(place)
        .sort(),
    ).toEqual(expected.sort());

    const probes = targets.filter(({ pods }) => pods !== undefined);
    const pods = probes.flatMap((probe) => (probe.pods as string[]).map((pod) => `${probe.namespace}/${pod}`));
    expect(pods.sort()).toEqual([...statefulSets.values()].flat().sort());

    const services = targets.filter(({ probe }) => probe === 'grafana');
    expect(services.map(({ namespace, service, port }) => `${namespace}/${service}:${port}`)).toEqual(
      release.grafana === null ? [] : [release.grafana],
    );
  });

  it.each(rendered.releases.filter(({ watchdog }) => !watchdog))('$values $release has no Watchdog', (release) => {
    const probes = expand(release).filter(({ probe }) => probe === 'prometheus' || probe === 'alertmanager');
    expect(probes.map(({ watchdog }) => watchdog)).toEqual(probes.map(() => false));
  });

  it('for each of the files with values', () => {
    expect(rendered.releases.map(({ release, values }) => ({ release, values }))).toEqual(
      allReleases.map(({ release, values }) => ({ release, values })),
    );
  });
});
