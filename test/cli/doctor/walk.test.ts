import { CannotCheck, failing, ok, unknown } from '../../../cli/doctor/finding';
import type { Link, LinkId } from '../../../cli/doctor/link';
import { linksFor } from '../../../cli/doctor/links';
import { walk } from '../../../cli/doctor/walk';
import { sectionsOf } from '../../../lib/config/sections';
import { configFrom } from '../../support/configFrom';
import { configText } from '../commandLine';

const link = (id: LinkId, ...needs: LinkId[]): Link => ({
  id,
  title: `${id} works`,
  needs,
  examine: async () => ok(''),
});

test('the results are in the order of the links, whichever comes first', async () => {
  const examine = async ({ id }: Link) => {
    if (id === 'credentials') await new Promise((resolve) => setImmediate(resolve));
    return ok(id);
  };
  const results = await walk({ links: [link('credentials'), link('topics')], examine });
  expect(results).toEqual([
    { link: 'credentials', title: 'credentials works', state: 'ok', evidence: 'credentials' },
    { link: 'topics', title: 'topics works', state: 'ok', evidence: 'topics' },
  ]);
});

test('independent links are examined in parallel', async () => {
  const started: string[] = [];
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const examine = async ({ id }: Link) => {
    started.push(id);
    if (started.length === 2) release();
    await gate;
    return ok(id);
  };
  await walk({ links: [link('credentials'), link('topics')], examine });
  expect(started).toEqual(['credentials', 'topics']);
});

test('a link is examined after those that it needs, and not if one of them is not ok', async () => {
  const examined: string[] = [];
  const examine = async ({ id }: Link) => {
    examined.push(id);
    return id === 'cluster' ? failing('gone', 'create it') : id === 'alarms' ? unknown('denied') : ok(id);
  };
  const chain = [
    link('credentials'),
    link('cluster', 'credentials'),
    link('dns', 'cluster'),
    link('connection', 'dns'),
    link('alarms'),
    link('topics', 'credentials', 'alarms'),
  ];
  const results = await walk({ links: chain, examine });
  expect(examined.sort()).toEqual(['alarms', 'cluster', 'credentials']);
  expect(results.map(({ link: id, state, evidence }) => [id, state, evidence])).toEqual([
    ['credentials', 'ok', 'credentials'],
    ['cluster', 'failing', 'gone'],
    ['dns', 'unknown', 'needs cluster, which is failing'],
    ['connection', 'unknown', 'needs dns, which cannot be checked'],
    ['alarms', 'unknown', 'denied'],
    ['topics', 'unknown', 'needs alarms, which cannot be checked'],
  ]);
});

test('what cannot be read is unknown, with the reason and what to do', async () => {
  const examine = async ({ id }: Link) => {
    throw id === 'topics' ? new CannotCheck('denied', 'allow it') : new Error('broken');
  };
  const results = await walk({ links: [link('topics'), link('alarms')], examine });
  expect(results).toMatchObject([
    { state: 'unknown', evidence: 'denied', fix: 'allow it' },
    { state: 'unknown', evidence: 'broken' },
  ]);
});

test('the progress has what is left', async () => {
  const left: string[][] = [];
  const onProgress = (pending: readonly Link[]) => left.push(pending.map(({ id }) => id));
  await walk({ links: [link('credentials'), link('cluster', 'credentials')], examine: async () => ok(''), onProgress });
  expect(left).toEqual([['credentials', 'cluster'], ['cluster'], []]);
});

const sections = sectionsOf(
  configFrom(
    configText([{ kind: 'Deployment', namespace: 'shop', name: 'web' }], {
      scaling: [
        {
          target: { kind: 'Deployment', namespace: 'shop', name: 'web' },
          min: 1,
          max: 2,
          up: {
            alarm: { arn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:busy' },
            policies: [{ type: 'Pods', value: 1 }],
          },
        },
      ],
    }),
  ),
);

test.each([true, false])('each link comes after those that it needs (as the role: %s)', (asRole) => {
  const ids = linksFor({ asRole, sections }).map(({ id }) => id);
  for (const { id, needs } of linksFor({ asRole, sections })) {
    for (const needed of needs) expect(ids.indexOf(needed)).toBeLessThan(ids.indexOf(id));
    expect(needs.every((needed) => ids.includes(needed))).toBe(true);
  }
  expect(new Set(ids).size).toBe(29);
});
