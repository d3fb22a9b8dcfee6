// Loads one bundle in a new process, and prints the time and the memory.
const started = performance.now();
require(process.argv[2]);
const milliseconds = performance.now() - started;
process.stdout.write(JSON.stringify({ milliseconds, rss: process.memoryUsage.rss() }));
