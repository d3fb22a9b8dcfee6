// Imports one bundle in a fresh process and tells what it took.
const started = performance.now();
require(process.argv[2]);
const milliseconds = performance.now() - started;
process.stdout.write(JSON.stringify({ milliseconds, rss: process.memoryUsage.rss() }));
