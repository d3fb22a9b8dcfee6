import type { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { readTraffic } from '../../../cli/zones/readTraffic';
import { csvLine } from '../../../model/csv';
import { hourName, trafficColumns, trafficKey } from '../../../model/zoneTraffic';

const hour = 3_600_000;
const now = Date.parse('2026-01-31T10:50:00Z');

test('a month is read with fewer requests at once than a client has connections, the newest hour first', async () => {
  let most = 0;
  let open = 0;
  const keys: (string | undefined)[] = [];
  const send = async ({ input }: GetObjectCommand) => {
    keys.push(input.Key);
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    return { Body: { transformToString: async () => `${csvLine(trafficColumns)}\n` } };
  };
  const results = await readTraffic({ send } as unknown as S3Client, 'bucket', 744, now);
  const expected = Array.from({ length: 744 }, (_, index) =>
    hourName(Date.parse('2026-01-31T09:00:00Z') - index * hour),
  );
  expect(results.map((one) => one.hour)).toEqual(expected);
  expect(keys).toEqual(expected.map(trafficKey));
  expect(most).toBeLessThan(50);
});
