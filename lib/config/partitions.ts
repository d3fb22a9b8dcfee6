/** A separate part of AWS, with its own accounts. */
interface Partition {
  readonly name: string;
  /** The names of its regions. */
  readonly regions: RegExp;
  /** The domain of its console. Undefined if it is not public. */
  readonly console?: string;
}

/** Source: the partitions of the AWS SDK for JavaScript (`partition` in @aws-sdk/core), with which a test compares them. */
const partitions: readonly Partition[] = [
  { name: 'aws-cn', regions: /^cn-/, console: 'console.amazonaws.cn' },
  { name: 'aws-us-gov', regions: /^us-gov-/, console: 'console.amazonaws-us-gov.com' },
  { name: 'aws-eusc', regions: /^eusc-/, console: 'console.amazonaws-eusc.eu' },
  { name: 'aws-iso', regions: /^us-iso-/ },
  { name: 'aws-iso-b', regions: /^us-isob-/ },
  { name: 'aws-iso-e', regions: /^eu-isoe-/ },
  { name: 'aws-iso-f', regions: /^us-isof-/ },
];
const commercial = { name: 'aws', console: 'console.aws.amazon.com' };

function find(region: string): Pick<Partition, 'name' | 'console'> {
  return partitions.find(({ regions }) => regions.test(region)) ?? commercial;
}

/** The partition of a region, as in ARNs. */
export function partitionOf(region: string): string {
  return find(region).name;
}

/** The host of the AWS console of a region. */
export function consoleHostOf(region: string): string {
  return `${region}.${find(region).console ?? commercial.console}`;
}
