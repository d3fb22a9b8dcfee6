import { partition } from '@aws-sdk/core/client';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { Fact, FactName, RegionInfo } from 'aws-cdk-lib/region-info';
import { consoleHostOf, partitionOf } from '../../../lib/config/partitions';

test.each([
  ...['eu-central-1', 'us-east-1', 'ap-southeast-5', 'il-central-1', 'mx-central-1', 'cn-north-1', 'cn-northwest-1'],
  ...['us-gov-east-1', 'us-gov-west-1', 'eusc-de-east-1', 'us-iso-east-1', 'us-isob-east-1', 'eu-isoe-west-1'],
  ...['us-isof-south-1'],
])('the partition of %s is that of the AWS SDK', (region) => {
  expect(partitionOf(region)).toBe(partition(region).name);
});

test.each([
  ['eu-central-1', 'eu-central-1.console.aws.amazon.com'],
  ['cn-north-1', 'cn-north-1.console.amazonaws.cn'],
  ['us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ['eusc-de-east-1', 'eusc-de-east-1.console.amazonaws-eusc.eu'],
])('the console of %s is at %s', (region, host) => {
  expect(consoleHostOf(region)).toBe(host);
});

test('according to the CDK, every region has the runtime of the functions', () => {
  const runtimes = RegionInfo.regions.map(({ name }) => Fact.find(name, FactName.LATEST_NODE_RUNTIME));
  expect(runtimes.length).toBeGreaterThan(30);
  expect([...new Set(runtimes)]).toEqual([Runtime.NODEJS_24_X.name]);
});
