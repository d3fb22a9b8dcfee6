import { findPartitionProblems, findPartitionWarnings } from '../../../../lib/config/checks/partitionCheck';

const inRegion = (region: string, more: object = {}) => ({ cluster: { name: 'prod', region }, ...more });
const boundary = (partition: string) => ({
  function: { permissionsBoundary: `arn:${partition}:iam::111122223333:policy/boundary` },
});
const key = (partition: string, region: string, section = 'logging') => ({
  [section]: { kmsKey: `arn:${partition}:kms:${region}:111122223333:key/1` },
});

test.each<[string, object, string | undefined]>([
  ['eu-central-1', key('aws', 'eu-central-1'), undefined],
  [
    'eu-central-1',
    key('aws', 'eu-west-1'),
    'region eu-west-1, but CloudWatch Logs can only use a key of its own region',
  ],
  ['eu-central-1', key('aws', 'eu-central-1', 'heartbeat'), undefined],
  [
    'eu-central-1',
    key('aws', 'eu-west-1', 'heartbeat'),
    'but the Parameter Store can only use a key of its own region',
  ],
  ['cn-north-1', key('aws', 'cn-north-1', 'heartbeat'), 'partition aws, but cn-north-1 is in aws-cn'],
  ['eusc-de-east-1', key('aws', 'eusc-de-east-1'), 'partition aws, but eusc-de-east-1 is in aws-eusc'],
  ['eusc-de-east-1', key('aws-eusc', 'eusc-de-east-1'), undefined],
  ['cn-north-1', boundary('aws'), 'partition aws, but cn-north-1 is in aws-cn'],
  ['us-gov-west-1', boundary('aws-us-gov'), undefined],
  ['us-gov-west-1', boundary('aws'), 'partition aws, but us-gov-west-1 is in aws-us-gov'],
  ['eu-central-1', { watchdog: { publisher: 'arn:aws-cn:iam::111122223333:role/a' } }, 'partition aws-cn, but'],
  ['eu-central-1', { function: { permissionsBoundary: 'not an ARN' } }, undefined],
  // Of several lines, as a text of YAML can be.
  ['eu\ncentral', key('aws', 'eu-west-1'), undefined],
])('in %s, an ARN is compared with the partition and the region: %j', (region, more, problem) => {
  const messages = findPartitionProblems(inRegion(region, more)).map(({ message }) => message);
  expect(messages).toEqual(problem === undefined ? [] : [expect.stringContaining(problem)]);
});

test.each(['cn-north-1', 'us-gov-east-1', 'eusc-de-east-1'])('in %s, only arm64 is a warning', (region) => {
  const [arm] = findPartitionWarnings(inRegion(region));
  expect(arm?.message).toMatch(/^is in the partition aws-\w.* arm64 .*architecture: x86_64 \}\.$/);
  expect(findPartitionWarnings(inRegion(region, { function: { architecture: 'x86_64' } }))).toEqual([]);
});

test('in a commercial region, there is no warning', () => {
  expect(findPartitionWarnings(inRegion('ap-southeast-2'))).toEqual([]);
});

test.each<[string, object, number]>([
  ['eusc-de-east-1', {}, 1],
  ['us-iso-east-1', {}, 1],
  ['eusc-de-east-1', { dryRun: true }, 0],
  ['eusc-de-east-1', { maintenance: [] }, 0],
  ['cn-north-1', {}, 0],
  ['us-gov-west-1', {}, 0],
  ['eu-central-1', {}, 0],
])('in %s with %j, maintenance has %i warnings', (region, more, count) => {
  const maintenance = [{ name: 'nodes', cron: '0 2 * * SUN', duration: '4h' }];
  const input = inRegion(region, { function: { architecture: 'x86_64' }, maintenance, ...more });
  const found = findPartitionWarnings(input);
  expect(found).toHaveLength(count);
  for (const { path, message } of found) {
    expect(path).toEqual(['maintenance']);
    expect(message).toMatch(/^needs mute rules of CloudWatch, .* partition aws-(eusc|iso) .*maintenance window/);
  }
});
