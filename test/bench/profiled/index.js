// Wraps the handler of the asset in BENCH_ASSET inside its container, and returns a CPU profile of warm runs.
const { Session } = require('node:inspector/promises');
const { join } = require('node:path');

const { handler } = require(join(process.env.BENCH_ASSET, 'index.js'));

exports.handler = async ({ warmUp, runs }, context) => {
  const repeat = async (times) => {
    for (let count = 0; count < times; count++) await handler({ time: new Date().toISOString() }, context);
  };
  const session = new Session();
  session.connect();
  await repeat(warmUp);
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
  await repeat(runs);
  const { profile } = await session.post('Profiler.stop');
  return profile;
};
