import { configHash } from '../../../lib/config/configHash';
import { loadConfig } from '../../../lib/config/load';

const text = `
cluster: { name: prod, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: shop, name: web }]
`;

function hashOf(yaml: string): string {
  const { config } = loadConfig('prod.yaml', yaml);
  if (config === undefined) throw new Error('the configuration is not valid');
  return configHash(config);
}

test('comments, layout, the order of keys and stated defaults do not change it', () => {
  const other = `# same
metric:
  name: ClusterHealth
  namespace: EksVigil
  dimensions:
    - { value: prod, name: Cluster }
targets: [{ name: web, namespace: shop, kind: Deployment }]
cluster: { region: eu-central-1, name: prod }
seconds: 60
`;
  expect(hashOf(other)).toBe(hashOf(text));
  expect(hashOf(text)).toMatch(/^[0-9a-f]{12}$/);
});

test.each(['grace: 20m', 'seconds: 120', 'dryRun: true'])('%s changes it', (line) => {
  expect(hashOf(`${text}${line}\n`)).not.toBe(hashOf(text));
});
