import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of the benchmark that responds to each message with one. */
export interface Child {
  request(message: object): Promise<unknown>;
  stop(): void;
}

/** Starts a process, which shares no event loop with what is measured. It ends with this process. */
export function startChild(module: string): Child {
  const child = fork(module);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the process ${module} ended with code ${code}`);
  });
  ended.catch(() => {});
  child.unref();
  return {
    request: async (message) => {
      child.channel?.ref();
      child.send(message);
      const [response] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
      child.channel?.unref();
      return response;
    },
    stop: () => void child.kill(),
  };
}

/** Makes this process respond to each message of its parent, and end with it. */
export function respondToParent(respond: (message: never) => Promise<object>): void {
  process.on('message', (message) => {
    respond(message as never).then(
      (response) => process.send?.(response),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        process.exit(1);
      },
    );
  });
  process.once('disconnect', () => process.exit());
}
