import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes, type Io, type Output } from '../cli/io';
import { run } from '../cli/program';

const interruption = new AbortController();
let outputLost = false;

function outputTo(stream: NodeJS.WriteStream): Output {
  stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // A watch without a reader has no end else.
    interruption.abort();
    // A reader that went away, such as `head`, is no error.
    if (code === 'EPIPE' || outputLost) return;
    outputLost = true;
    process.exitCode = exitCodes.UNKNOWN;
    process.stderr.write(`error: the output cannot be written: ${message}\n`);
  });
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    ...(stream.isTTY ? { columns: stream.columns } : {}),
  };
}

const io: Io = {
  stdin: () => text(process.stdin),
  stdout: outputTo(process.stdout),
  stderr: outputTo(process.stderr),
  env: process.env,
  now: () => Date.now(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => {}),
  interruption: () => {
    // Only once, so that a second Ctrl-C ends the process at once.
    process.once('SIGINT', () => interruption.abort());
    return interruption.signal;
  },
  setExitCode: (code) => {
    process.exitCode = outputLost ? exitCodes.UNKNOWN : code;
  },
};

void run(process.argv.slice(2), io);
