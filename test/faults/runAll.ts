import type { Fault } from './fault';
import { FaultScenario, type Result, usualRemaining } from './faultScenario';
import type { Fixture } from './fixture';

/** How many scenarios run at the same time. Most of them wait for what hangs. */
const width = 8;
/** With less time left, in milliseconds, a scenario runs alone: what runs beside it may take as long. */
const littleTime = 2000;

/** Runs scenarios, some at a time; what needs the whole machine, or has little time, runs alone, at the end. */
export async function runAll<F extends Fault>(fixture: Fixture, faults: readonly F[]): Promise<ReadonlyMap<F, Result>> {
  const results = new Map<F, Result>();
  const runOne = async (fault: F) => {
    const scenario = await FaultScenario.start(fixture, fault);
    results.set(fault, await scenario.run());
    await scenario.end();
  };
  const runsAlone = ({ heavy, remaining = usualRemaining }: F) => heavy === true || remaining < littleTime;
  const others = faults.filter((fault) => !runsAlone(fault)).values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      // They take turns at the same iterator.
      for (const fault of others) await runOne(fault);
    }),
  );
  for (const fault of faults.filter(runsAlone)) await runOne(fault);
  return results;
}
