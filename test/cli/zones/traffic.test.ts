import { trafficOf } from '../../../cli/zones/traffic';

const gigabyte = 1024 ** 3;
const row = (source: string, from: string, destination: string, to: string, bytes: number) => [
  'pods',
  ...[source, from].flatMap((text) => text.split('/')),
  ...[destination, to].flatMap((text) => text.split('/')),
  String(bytes),
  '1',
];
const all = ['all', '', '', '', '', '', '', String(1000 * gigabyte), '99'];

test('only what crosses zones costs, and the most expensive pair comes first', () => {
  const rows = [
    all,
    row('shop/web', 'a', 'shop/db', 'a', 100 * gigabyte),
    row('shop/web', 'a', 'shop/db', 'b', 5 * gigabyte),
    row('shop/web', 'b', 'shop/db', 'a', 1 * gigabyte),
    row('/(node)', 'a', 'shop/db', 'b', 50 * gigabyte),
  ];
  const traffic = trafficOf([{ hour: '2026-01-31-09', rows }], 0.02);
  expect(traffic).toEqual({
    hours: 1,
    missing: [],
    usdPerGb: 0.02,
    podBytes: 156 * gigabyte,
    crossZoneBytes: 56 * gigabyte,
    usd: expect.closeTo(1.12),
    usdPerMonth: expect.closeTo(1.12 * 730),
    pairs: [
      {
        source: '(node)',
        destination: 'shop/db',
        zones: { 'a -> b': 50 * gigabyte },
        bytes: 50 * gigabyte,
        usd: expect.closeTo(1),
        usdPerMonth: expect.closeTo(730),
      },
      {
        source: 'shop/web',
        destination: 'shop/db',
        zones: { 'a -> b': 5 * gigabyte, 'b -> a': gigabyte },
        bytes: 6 * gigabyte,
        usd: expect.closeTo(0.12),
        usdPerMonth: expect.closeTo(87.6),
      },
    ],
  });
});

test('hours are summed, and those without a result count for no month', () => {
  const rows = [row('shop/web', 'a', 'shop/db', 'b', gigabyte)];
  const results = [
    { hour: '2026-01-31-09', rows },
    { hour: '2026-01-31-08', rows },
    { hour: '2026-01-31-07', rows: undefined },
  ];
  const { hours, missing, usd, usdPerMonth, pairs } = trafficOf(results, 1);
  expect({ hours, missing, usd, usdPerMonth }).toEqual({
    hours: 2,
    missing: ['2026-01-31-07'],
    usd: 2,
    usdPerMonth: 730,
  });
  expect(pairs).toHaveLength(1);
});

test('an unknown zone is not another zone', () => {
  const rows = [
    row('shop/web', '(unknown)', 'shop/db', 'b', gigabyte),
    row('shop/web', 'a', 'shop/db', '(unknown)', gigabyte),
  ];
  expect(trafficOf([{ hour: '2026-01-31-09', rows }], 1)).toMatchObject({ usd: 0, pairs: [], podBytes: 2 * gigabyte });
});

test('without any result, nothing costs nothing', () => {
  expect(trafficOf([{ hour: '2026-01-31-09', rows: undefined }], 1)).toMatchObject({
    hours: 0,
    usd: 0,
    usdPerMonth: 0,
  });
});
