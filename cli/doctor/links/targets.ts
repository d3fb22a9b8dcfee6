import type { TargetVerdict } from '../../../lambda/health/targetVerdict';
import type { Verdict } from '../../../lambda/health/verdict';
import { describeTarget, summarizeVerdicts } from '../../../lambda/logging/runSummary';
import { readVerdicts } from '../../readVerdicts';
import { check } from '../commands';
import { type State, worstState } from '../finding';
import { defineLink } from '../link';

/** Progressing is what a rollout looks like: the chain works. */
const states: Readonly<Record<Verdict['verdict'], State>> = {
  Healthy: 'ok',
  Progressing: 'ok',
  Unhealthy: 'failing',
  Unknown: 'unknown',
};

export const targets = defineLink<readonly TargetVerdict[]>({
  id: 'targets',
  title: 'each target is found and healthy',
  needs: ['kubeconfig'],
  read: async ({ kubernetes, now }, { runtime }) => (await readVerdicts(runtime, kubernetes, now)).verdicts,
  judge: (verdicts, vigil) => {
    const state = worstState(verdicts.map(({ verdict }) => states[verdict]));
    return {
      state,
      evidence: summarizeVerdicts(verdicts),
      ...(state === 'ok' ? {} : { fix: `${check(vigil)} (docs/reasons.md explains each reason)` }),
      details: verdicts.map((one) => ({
        state: states[one.verdict],
        text: `${describeTarget(one)}: ${one.verdict}, ${one.reason}: ${one.message}`,
      })),
    };
  },
});
