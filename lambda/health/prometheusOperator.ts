import type { Rule } from './rule';

export const prometheusOperatorRule: Rule = () => ({
  verdict: 'Unknown',
  reason: 'NotJudged',
  message: 'this kind has no rule yet',
});
