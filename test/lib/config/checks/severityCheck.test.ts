import { type Change, configWith, diagnose } from '../input';

const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const grafana = { kind: 'Deployment', namespace: 'monitoring', name: 'grafana' };
const probe = { probe: 'grafana', namespace: 'monitoring', service: 'grafana', port: 80 };
const severity = 'ticket';
const targets = (...list: object[]): Change => ['targets', list];
const nothingToWatch = (path: string) =>
  `error ${path}: no target has the severity page, so the alarm health would have nothing to watch. Remove severity: ticket from the most important targets; if nobody is to be called, remove it from all of them, and set alarms.page.actions to what alarms.ticket.actions is.`;

test.each<[string, Change, string[]]>([
  ['no severity', targets(web), []],
  ['a ticket beside a page', targets(web, { ...grafana, severity }), []],
  ['a ticket beside a page that is written', targets({ ...web, severity: 'page' }, { ...grafana, severity }), []],
  ['a probe as the only page', targets({ ...web, severity }, probe), []],
  ['a ticket of a probe', targets(web, { ...probe, severity }), []],
  ['a ticket of EKS', targets(web, { kind: 'EKSAddon', name: '*', severity }), []],
  ['only tickets', targets({ ...web, severity }, { ...probe, severity }), [nothingToWatch('targets[0].severity')]],
  [
    'an unknown severity',
    targets({ ...web, severity: 'tickets' }),
    ['error targets[0].severity: got "tickets", expected page or ticket. Did you mean ticket?'],
  ],
])('%s', (_, change, lines) => {
  expect(diagnose(change)).toEqual(lines);
});

test('only tickets, because of a preset, are reported at the preset', () => {
  const lines = diagnose(['targets', undefined], ['presets', [{ 'eks-system': { severity } }]]);
  expect(lines).toEqual([expect.stringMatching(/^error presets\[0\]\.eks-system: .*no target has the severity page/)]);
});

test('a severity that is not written is no key, so that the hash of the configuration stays', () => {
  expect(configWith(targets(web)).targets[0]).not.toHaveProperty('severity');
});
