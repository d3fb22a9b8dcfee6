import { CloudWatchClient, type Dimension, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { type AwsEndpoints, startAwsEndpoints } from './awsEndpoints';

const configuration = {
  region: 'us-west-2',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  maxAttempts: 1,
};
const minute = new Date('2026-01-01T12:00:00Z');

let aws: AwsEndpoints;
let eks: EKSClient;
let cloudWatch: CloudWatchClient;

beforeEach(async () => {
  aws = await startAwsEndpoints({ clusters: { prod: { endpoint: 'https://127.0.0.1:6443', caData: 'Q0E=' } } });
  process.env.AWS_ENDPOINT_URL_EKS = aws.url;
  process.env.AWS_ENDPOINT_URL_CLOUDWATCH = aws.url;
  eks = new EKSClient(configuration);
  cloudWatch = new CloudWatchClient(configuration);
});

afterEach(async () => {
  eks.destroy();
  cloudWatch.destroy();
  await aws.stop();
});

const describeCluster = async (name: string) => (await eks.send(new DescribeClusterCommand({ name }))).cluster;
const put = (dimensions: Dimension[] = []) =>
  cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: 'EksVigil',
      MetricData: [
        { MetricName: 'ClusterHealth', Value: 1, Unit: 'None', Timestamp: minute, Dimensions: dimensions },
        { MetricName: 'Targets', Value: 7 },
      ],
    }),
  );

describe('EKS', () => {
  test('describes a cluster to the SDK', async () => {
    await expect(describeCluster('prod')).resolves.toMatchObject({
      name: 'prod',
      arn: 'arn:aws:eks:us-west-2:111122223333:cluster/prod',
      status: 'ACTIVE',
      endpoint: 'https://127.0.0.1:6443',
      certificateAuthority: { data: 'Q0E=' },
    });
    expect(aws.describes).toBe(1);
  });

  test('does not know other clusters, until they are set', async () => {
    await expect(describeCluster('new')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'No cluster found for name: new.',
      $metadata: { httpStatusCode: 404 },
    });

    aws.setCluster('new', { status: 'CREATING' });

    const created = await describeCluster('new');
    expect(created).toMatchObject({ name: 'new', status: 'CREATING' });
    expect(created).not.toHaveProperty('endpoint');
    expect(aws.describes).toBe(2);
  });
});

describe('CloudWatch', () => {
  test('records what the SDK puts', async () => {
    const before = Date.now();

    await put([{ Name: 'Cluster', Value: 'prod' }]);

    expect(aws.puts).toEqual([
      {
        namespace: 'EksVigil',
        metricData: [
          {
            name: 'ClusterHealth',
            value: 1,
            unit: 'None',
            timestamp: minute.getTime(),
            dimensions: [{ name: 'Cluster', value: 'prod' }],
          },
          { name: 'Targets', value: 7, dimensions: [] },
        ],
        at: expect.any(Number),
      },
    ]);
    expect(aws.puts[0]?.at).toBeGreaterThanOrEqual(before);
    expect(aws.describes).toBe(0);
  });

  test('reads the large bodies that the SDK compresses', async () => {
    const compressed: (string | undefined)[] = [];
    cloudWatch.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        compressed.push(headers['content-encoding'] ?? headers['Content-Encoding']);
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );

    await put(Array.from({ length: 30 }, (_, index) => ({ Name: `D${index}`, Value: 'v'.repeat(1000) })));

    expect(compressed).toEqual(['gzip']);
    expect(aws.puts[0]?.metricData[0]?.dimensions).toHaveLength(30);
  });

  test('refuses other operations', async () => {
    const headers = { 'x-amz-target': 'GraniteServiceVersion20100801.DeleteAlarms', ...signature('monitoring') };

    const answer = await fetch(aws.url, { method: 'POST', headers, body: '{}' });

    expect(answer.status).toBe(400);
    await expect(answer.json()).resolves.toMatchObject({ __type: 'UnknownOperationException' });
  });
});

describe('faults', () => {
  test('are answered as the service would, for its requests alone', async () => {
    const asked: unknown[] = [];
    aws.fail('cloudwatch', (request) => {
      asked.push(request);
      return { status: 400, type: 'Throttling', message: 'Rate exceeded' };
    });
    aws.fail('eks', () => ({ status: 403, type: 'AccessDeniedException', message: 'not authorized' }));

    await expect(put()).rejects.toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
    await expect(describeCluster('prod')).rejects.toMatchObject({ name: 'AccessDeniedException' });

    expect(asked).toEqual([{ method: 'POST', path: '/', body: expect.stringContaining('"Namespace":"EksVigil"') }]);
    expect(aws.puts).toEqual([]);
    expect(aws.describes).toBe(1);
  });

  test('pass when the hook gives none', async () => {
    let attempts = 0;
    aws.fail('cloudwatch', () => {
      attempts += 1;
      return attempts === 1 ? { status: 500, type: 'InternalServiceFault', message: 'once' } : undefined;
    });

    await expect(put()).rejects.toMatchObject({ message: 'once', $metadata: { httpStatusCode: 500 } });
    await expect(put()).resolves.toBeDefined();
    expect(aws.puts).toHaveLength(1);
  });
});

function signature(service: string): Record<string, string> {
  const scope = `20260101/us-west-2/${service}/aws4_request`;
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=AKID/${scope}, SignedHeaders=host, Signature=00`,
    'content-type': 'application/x-amz-json-1.0',
  };
}

describe('signatures', () => {
  test.each([
    ['unsigned', {}, 403],
    ['signed for another service', signature('monitoring'), 403],
    ['signed for EKS', signature('eks'), 200],
  ])('a request that is %s is answered %d', async (_, headers, status) => {
    const answer = await fetch(`${aws.url}/clusters/prod`, { headers });

    expect(answer.status).toBe(status);
  });
});
