import { type JsonObject, record, text } from '../../model/json';
import { labelsOf, toLabels } from '../labels';

interface Tool {
  readonly name: string;
  /** The label or annotation that has the name of the release. */
  readonly keys: readonly string[];
}

/** Sources: Helm, "Labels and Annotations"; Argo CD, "Resource Tracking"; Flux, "Kustomization" (garbage collection). */
const tools: readonly Tool[] = [
  { name: 'Argo CD application', keys: ['argocd.argoproj.io/instance'] },
  { name: 'Flux Kustomization', keys: ['kustomize.toolkit.fluxcd.io/name'] },
  { name: 'Helm release', keys: ['meta.helm.sh/release-name'] },
];

/** What installed an object, such as `Helm release shop`; undefined if it does not tell. */
export function originOf(object: JsonObject): string | undefined {
  const marks = { ...toLabels(record(object.metadata).annotations), ...labelsOf(object) };
  const [origin] = tools.flatMap(({ name, keys }) =>
    keys.flatMap((key) => (marks[key] ? `${name} ${marks[key]}` : [])),
  );
  const release = releaseOf(object);
  return origin ?? (release === undefined ? undefined : `Helm release ${release}`);
}

/** The Helm release of an object, by the labels that charts set; undefined if it has none. */
export function releaseOf(object: JsonObject): string | undefined {
  const labels = labelsOf(object);
  const isHelm = labels['app.kubernetes.io/managed-by'] === 'Helm' || labels.heritage === 'Helm';
  const annotated = text(record(record(object.metadata).annotations)['meta.helm.sh/release-name']);
  return annotated ?? (isHelm ? (labels['app.kubernetes.io/instance'] ?? labels.release) : undefined);
}
