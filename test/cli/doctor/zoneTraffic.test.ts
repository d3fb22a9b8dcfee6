import { createAwsClients } from '../../../cli/doctor/awsClients';
import type { CheckedVigil } from '../../../cli/doctor/checkedVigil';
import { zoneTrafficResults } from '../../../cli/doctor/links/zoneTraffic';
import type { Sources } from '../../../cli/doctor/sources';
import { configWith } from '../../lib/config/input';
import { hour, now } from '../../support/objects/clock';
import { type ScriptedAws, startScriptedAws } from '../scriptedAws';
import { metricData, series } from './chain';

const arn = 'arn:aws:states:eu-central-1:111122223333:stateMachine:zones';
const at = (...hoursAgo: number[]) =>
  series(
    1,
    hoursAgo.map((ago) => (now - ago * hour) / 1000),
  );

let aws: ScriptedAws;
beforeAll(async () => {
  aws = await startScriptedAws();
});
afterAll(() => aws.stop());

async function examine(given: Readonly<Record<string, object>>, outputs = { ZoneTrafficStateMachineArn: arn }) {
  aws.answer({ 'cloudwatch:GetMetricData': metricData(given) });
  const stack = { name: 'stack', status: 'CREATE_COMPLETE', outputs };
  const clients = createAwsClients('eu-central-1');
  const sources = { aws: clients, stack: async () => stack } as unknown as Sources;
  const vigil = { config: configWith(), file: 'prod.yaml', now } as unknown as CheckedVigil;
  try {
    return await zoneTrafficResults.examine(sources, vigil);
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

test.each<[title: string, given: Readonly<Record<string, object>>, state: string, evidence: RegExp]>([
  [
    'results in each hour',
    { succeeded: at(1, 2, 3) },
    'ok',
    /^3 results and 0 failed executions in the last 6h, the last result/,
  ],
  ['a failure before the last result', { succeeded: at(1), failed: at(2) }, 'ok', /^1 result and 1 failed execution/],
  [
    'a failure after the last result',
    { succeeded: at(2), timedOut: at(1) },
    'failing',
    /the last execution failed, at 2026-01-01T11:00Z/,
  ],
  ['only failures', { failed: at(1, 2) }, 'failing', /^0 results and 2 failed executions .*the last execution failed/],
  [
    'an aborted execution after the last result',
    { succeeded: at(2), aborted: at(1) },
    'failing',
    /the last execution failed/,
  ],
  ['a last result of three hours ago', { succeeded: at(3, 4) }, 'ok', /the last result at 2026-01-01T09:00Z$/],
  [
    'a last result for which the alarm zones-late fires',
    { succeeded: at(3.1, 4), failed: at(5) },
    'failing',
    /the last result at 2026-01-01T08:54Z, 3h6m ago: none was started since$/,
  ],
  ['no execution', {}, 'failing', /the state machine was not started/],
])('%s', async (_, given, state, evidence) => {
  const found = await examine(given);
  expect(found).toMatchObject({ state, evidence: expect.stringMatching(evidence) });
  if (state === 'failing') expect(JSON.stringify(found)).toContain(`list-executions --state-machine-arn ${arn}`);
});

test.each([
  ['no execution', {}, true],
  ['an old result', { succeeded: at(5) }, true],
  ['a failure', { failed: at(1) }, false],
])('of %s, whether it leads to the link of the schedule', async (_, given, expected) => {
  expect((await examine(given)).fix?.includes('see the link zoneTraffic.schedule')).toBe(expected);
});

test('without the output, it cannot be checked', async () => {
  await expect(examine({}, {} as never)).rejects.toThrow('the stack has no output ZoneTrafficStateMachineArn');
});
