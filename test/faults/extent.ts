/** Whether everything is tested (`npm run test:faults`), and not only what fits into `npm test`. */
export const runsAllFaults = 'allFaults' in globalThis;
