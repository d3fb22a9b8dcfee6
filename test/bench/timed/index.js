// Wraps the handler of the asset in BENCH_ASSET inside its container, so that the time has no overhead of the invocation.
const { join } = require('node:path');

const { handler } = require(join(process.env.BENCH_ASSET, 'index.js'));

exports.handler = async (event, context) => {
  const started = performance.now();
  const cpu = process.cpuUsage();
  const response = await handler(event, context);
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  return { response, milliseconds, cpuMilliseconds: (user + system) / 1000 };
};
