/** Whether everything is tested (`npm run test:faults`), and not only what `npm run test:slow` runs. */
export const runsAllFaults = 'allFaults' in globalThis;
