// Stands before the handler of the asset in BENCH_ASSET, inside its container, so that the time is free of the way there.
const { join } = require('node:path');

const { handler } = require(join(process.env.BENCH_ASSET, 'index.js'));

exports.handler = async (event, context) => {
  const started = performance.now();
  const cpu = process.cpuUsage();
  const answer = await handler(event, context);
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  return { answer, milliseconds, cpuMilliseconds: (user + system) / 1000 };
};
