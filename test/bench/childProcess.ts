import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of the bench that answers each message with one. */
export interface Child {
  ask(request: object): Promise<unknown>;
  stop(): void;
}

/** Starts a process, so that it shares no event loop with what is measured; it ends with this one, whatever ends that. */
export function startChild(module: string): Child {
  const child = fork(module);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the process ${module} ended with code ${code}`);
  });
  ended.catch(() => {});
  child.unref();
  return {
    ask: async (request) => {
      child.channel?.ref();
      child.send(request);
      const [answer] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
      child.channel?.unref();
      return answer;
    },
    stop: () => void child.kill(),
  };
}

/** What such a process does: it answers each message, one after the other, and ends with its parent. */
export function answerParent(answer: (request: never) => Promise<object>): void {
  process.on('message', (request) => {
    answer(request as never).then(
      (answered) => process.send?.(answered),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        process.exit(1);
      },
    );
  });
  process.once('disconnect', () => process.exit());
}
