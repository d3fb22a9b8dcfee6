import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes, type Io, type Output } from '../cli/io';
import { runCommandLine } from '../cli/program';

// The SDK is bundled, so its warning about later versions of itself is no help to who runs this command.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const interruption = new AbortController();
let outputLost = false;

function outputTo(stream: NodeJS.WriteStream): Output {
  stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // Otherwise, --watch would run forever without a reader.
    interruption.abort();
    // A reader that closes the pipe, such as `head`, is not an error.
    if (code === 'EPIPE' || outputLost) return;
    outputLost = true;
    process.exitCode = exitCodes.UNKNOWN;
    process.stderr.write(`error: cannot write the output: ${message}\n`);
  });
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    ...(stream.isTTY ? { columns: stream.columns } : {}),
  };
}

/** Without an answer at the end of the input, such as after Ctrl-D, it is an empty one. */
async function askLine(question: string): Promise<string> {
  const { createInterface }: typeof import('node:readline/promises') = require('node:readline/promises');
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => prompt.once('close', () => resolve('')));
  const answer = await Promise.race([prompt.question(question), closed]);
  prompt.close();
  return answer;
}

const io: Io = {
  stdin: () => text(process.stdin),
  ask: askLine,
  stdout: outputTo(process.stdout),
  stderr: outputTo(process.stderr),
  env: process.env,
  now: () => Date.now(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => {}),
  interruption: () => {
    // Only once, so that a second Ctrl-C ends the process immediately.
    process.once('SIGINT', () => interruption.abort());
    return interruption.signal;
  },
  setExitCode: (code) => {
    process.exitCode = outputLost ? exitCodes.UNKNOWN : code;
  },
};

void runCommandLine(process.argv.slice(2), io);
