import { now } from '../support/objects/clock';
import { type AwsAnswers, startAwsOperations } from '../support/servers/awsOperations';
import { type Folder, temporaryFolder } from './commandLine';

/** AWS for a command, found by the environment of this process. */
export interface ScriptedAws {
  readonly folder: Folder;
  /** What was asked since the last `answer`, in order. */
  readonly requests: { readonly action: string; readonly input: Readonly<Record<string, unknown>> }[];
  /** From now on, AWS answers this. */
  answer(answers: AwsAnswers): void;
  stop(): Promise<void>;
}

export async function startScriptedAws(): Promise<ScriptedAws> {
  const folder = temporaryFolder();
  const requests: { action: string; input: Readonly<Record<string, unknown>> }[] = [];
  let answers: AwsAnswers = {};
  const recorded = (): AwsAnswers =>
    Object.fromEntries(
      Object.entries(answers).map(([action, answer]) => [
        action,
        (input: Readonly<Record<string, unknown>>) => {
          requests.push({ action, input });
          return answer(input);
        },
      ]),
    );
  const server = await startAwsOperations(recorded, () => now);
  const environment: Readonly<Record<string, string>> = {
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: server.url,
    HOME: folder.path,
  };
  const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, environment);
  return {
    folder,
    requests,
    answer: (given) => {
      answers = given;
      requests.length = 0;
    },
    stop: async () => {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      await server.stop();
      folder.remove();
    },
  };
}
