// Runs in the process that takes the place of a Lambda container: loads the handler once and invokes it for each message.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [, , entry, exportName] = process.argv;
let offset = 0;

// Only the clock moves: timers and TLS stay real.
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...values) {
    super(...(values.length === 0 ? [RealDate.now() + offset] : values));
  }
  static now() {
    return RealDate.now() + offset;
  }
};

const loading = process.hrtime.bigint();
const handler = createRequire(import.meta.url)(entry)[exportName];
const loadMilliseconds = Number(process.hrtime.bigint() - loading) / 1e6;

process.on('message', async ({ event, timeout, clockOffset }) => {
  offset = clockOffset;
  const deadline = performance.now() + timeout;
  const getRemainingTimeInMillis = () => Math.max(0, deadline - performance.now());
  const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis };
  const settled = await Promise.resolve()
    .then(() => handler(event, context))
    .then(
      (result) => ({ result }),
      ({ name, message, stack }) => ({ error: { name, message, stack } }),
    );
  const { rss } = process.memoryUsage();
  // After the lines that the handler logged.
  process.stdout.write('', () => process.send({ ...settled, rss, peakRss: peakRss() }));
});
/** Bytes. `resourceUsage().maxRSS` would start with the value of the parent process. */
function peakRss() {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

process.send({ loadMilliseconds });
