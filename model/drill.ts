/** The reason of the state that the command drill sets: the notifier must not take it for an incident. */
export const drillReason = 'Drill of eks-vigil: not an incident';
