import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from '../documents';
import type { Ground } from '../ground';

/** Programs whose `--help` lists all options of a subcommand. */
const programs = new Set(['cdk', 'eks-vigil', 'kubectl']);

/** Each command of the documents that no scenario ran: whether its program, its subcommand and its options exist. */
export function checkCommands(ground: () => Ground, documents: readonly Document[]): void {
  test('the other commands of README and runbook exist, with their options', async () => {
    const problems: string[] = [];
    for (const command of new Set(documents.flatMap(({ remaining }) => remaining))) {
      for (const part of command.split(/&&|\|/)) problems.push(...(await problemsOf(ground(), part.trim())));
    }
    expect(problems).toEqual([]);
  });

  test('the options that their text names exist', async () => {
    const helped = ['cdk deploy', 'cdk destroy'];
    const help = (await Promise.all(helped.map((one) => helpOf(ground(), one)))).join('\n');
    const unknown = documents
      .flatMap(({ options }) => options)
      .flatMap((text) => optionsOf(text))
      .filter((option) => !help.includes(option));
    // `npx --no-install` is an option of npx, whose help does not list it: the scenarios run it.
    expect(unknown.filter((option) => option !== '--no-install')).toEqual([]);
  });
}

async function problemsOf(ground: Ground, command: string): Promise<string[]> {
  const words = command.replace(/^npx (--no-install )?/, '').split(' ');
  const [program = '', subcommand = ''] = words;
  if (program === 'npm') return npmProblems(words.slice(1));
  if (!programs.has(program)) return [`\`${command}\` is neither run nor checked: add ${program} to a scenario`];
  const help = await helpOf(ground, `${program} ${subcommand}`).catch((error: Error) => error.message);
  return optionsOf(command)
    .filter((option) => !help.includes(option))
    .map((option) => `\`${command}\`: ${program} ${subcommand} has no ${option}`);
}

function npmProblems([verb = '', script = '']: readonly string[]): string[] {
  const { scripts } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const name = verb === 'run' ? script : verb;
  return name === 'ci' || name in scripts ? [] : [`package.json has no script ${name}`];
}

/** @throws CommandFailure if there is no such subcommand. */
async function helpOf(ground: Ground, command: string): Promise<string> {
  const npx = command.startsWith('kubectl') ? '' : 'npx --no-install ';
  return (await ground.run(`${npx}${command} --help`)).text;
}

function optionsOf(command: string): string[] {
  return [...command.matchAll(/(?<=^| )--[a-z][a-z-]*/g)].map(([option]) => option);
}
