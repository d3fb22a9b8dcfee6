import type { Fault } from './fault';
import { FaultScenario, type Result } from './faultScenario';
import type { Fixture } from './fixture';

/** How many scenarios run at the same time. Most of them wait for what hangs. */
const width = 8;

/** Runs scenarios, some at a time; what needs the whole machine runs alone, at the end. */
export async function runAll<F extends Fault>(fixture: Fixture, faults: readonly F[]): Promise<ReadonlyMap<F, Result>> {
  const results = new Map<F, Result>();
  const runOne = async (fault: F) => {
    const scenario = await FaultScenario.start(fixture, fault);
    results.set(fault, await scenario.run());
    await scenario.end();
  };
  const light = faults.filter(({ heavy }) => !heavy).values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      // They take turns at the same iterator.
      for (const fault of light) await runOne(fault);
    }),
  );
  for (const fault of faults.filter(({ heavy }) => heavy)) await runOne(fault);
  return results;
}
