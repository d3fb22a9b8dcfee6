import * as fc from 'fast-check';
import {
  blindEvaluation,
  blindWarmUpMinutes,
  chronicEvaluation,
  failingEvaluation,
  failingWarmUpMinutes,
  healthEvaluation,
  mostEvaluationPeriods,
  warmUpMinutes,
  watchdogEvaluation,
  watchdogPeriod,
  watchdogWarmUpMinutes,
} from '../../../../lib/config/alarms/evaluation';
import { numRuns } from '../../../support/numRuns';

const format = ({ datapointsToAlarm, evaluationPeriods }: ReturnType<typeof healthEvaluation>) =>
  `${datapointsToAlarm} of ${evaluationPeriods}`;

test.each<[seconds: number, health: string, blind: string, chronic: string, warmUp: number, blindWarmUp: number]>([
  [60, '5 of 6', '15 of 60', '40 of 120', 15, 60],
  [120, '3 of 3', '8 of 30', '15 of 30', 15, 60],
  [300, '3 of 3', '3 of 12', '6 of 12', 15, 60],
  [600, '3 of 3', '2 of 8', '3 of 6', 25, 80],
  [900, '2 of 2', '2 of 8', '3 of 6', 35, 120],
  [3600, '2 of 2', '2 of 8', '3 of 6', 125, 480],
  [21_600, '2 of 2', '2 of 8', '3 of 6', 725, 2880],
  [43_200, '2 of 2', '2 of 4', '3 of 6', 1445, 2880],
  [86_400, '2 of 2', '2 of 2', '3 of 6', 2880, 2880],
])('every %d seconds: health %s, blind %s, chronic %s', (seconds, health, blind, chronic, warmUp, blindWarmUp) => {
  expect(format(healthEvaluation(seconds))).toBe(health);
  expect(format(blindEvaluation(seconds))).toBe(blind);
  expect(format(chronicEvaluation(seconds))).toBe(chronic);
  expect(warmUpMinutes(seconds)).toBe(warmUp);
  expect(blindWarmUpMinutes(seconds)).toBe(blindWarmUp);
});

test('every period is within the limits of CloudWatch, and no alarm looks back past its warm-up further than it tolerates', () => {
  const anyPeriod = fc.integer({ min: 1, max: 1440 }).map((minutes) => minutes * 60);
  fc.assert(
    fc.property(anyPeriod, (seconds) => {
      for (const evaluation of [healthEvaluation, blindEvaluation, chronicEvaluation, failingEvaluation].map((of) =>
        of(seconds),
      )) {
        expect(evaluation.evaluationPeriods).toBeLessThanOrEqual(mostEvaluationPeriods(seconds));
        expect(evaluation.datapointsToAlarm).toBeLessThanOrEqual(evaluation.evaluationPeriods);
      }
      for (const minutes of [warmUpMinutes, blindWarmUpMinutes, failingWarmUpMinutes].map((of) => of(seconds))) {
        expect(Number.isInteger(minutes) && minutes >= 15 && minutes <= 2880).toBe(true);
      }
      for (const [evaluation, warmUp] of [
        [blindEvaluation(seconds), blindWarmUpMinutes(seconds)],
        [failingEvaluation(seconds), failingWarmUpMinutes(seconds)],
      ] as const)
        expect(warmUp * 60).toBeGreaterThanOrEqual(evaluation.evaluationPeriods * seconds);
    }),
    { numRuns: numRuns(1500) },
  );
});

test('the Watchdog must stay away for 20 minutes, and a new alarm does not look back past its warm-up', () => {
  const window = watchdogEvaluation.evaluationPeriods * watchdogPeriod;
  expect([format(watchdogEvaluation), window]).toEqual(['4 of 4', 1200]);
  expect(watchdogEvaluation.evaluationPeriods).toBeLessThanOrEqual(mostEvaluationPeriods(watchdogPeriod));
  expect(watchdogWarmUpMinutes * 60).toBeGreaterThanOrEqual(window);
});
