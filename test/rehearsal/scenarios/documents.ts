import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from '../documents';
import type { Ground } from '../ground';
import { describesCommand, optionsIn, optionsOf } from '../help';

/** Programs whose `--help` lists all options of a subcommand. */
const programs = new Set(['cdk', 'eks-vigil', 'kubectl']);
/** The commands whose options the text names without them, such as `--all`. */
const described = ['cdk deploy', 'cdk destroy', 'eks-vigil check', 'eks-vigil drill', 'eks-vigil mute'];
/** What npm itself does. Anything else is a script. */
const ofNpm = ['ci', 'install'];

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
    const known = new Set<string>();
    for (const one of described) for (const option of optionsIn(await helpOf(ground(), one))) known.add(option);
    const named = documents.flatMap(({ options }) => options).flatMap(optionsOf);
    // `npx --no-install` is an option of npx, whose help does not list it: the scenarios run it.
    expect(named.filter((option) => option !== '--no-install' && !known.has(option))).toEqual([]);
  });

  test.each([
    'npx cdk bogus',
    'npx --no-install eks-vigil bogus',
    'npx --no-install eks-vigil rbac --bogus',
    'kubectl bogus',
    'kubectl get nodes -Z',
    'npx cdk destroy --al',
    'npm bogus',
    'bogus get',
  ])('`%s` would be reported', async (command) => {
    expect(await problemsOf(ground(), command)).toHaveLength(1);
  });
}

async function problemsOf(ground: Ground, command: string): Promise<string[]> {
  const words = command.replace(/^npx (--no-install )?/, '').split(' ');
  const [program = '', second = ''] = words;
  if (program === 'npm') return npmProblems(words.slice(1));
  if (!programs.has(program)) return [`\`${command}\` is neither run nor checked: add ${program} to a scenario`];
  const named = second === '' || second.startsWith('-') ? program : `${program} ${second}`;
  try {
    const known = optionsIn(await helpOf(ground, named));
    return optionsOf(words.join(' '))
      .filter((option) => !known.has(option))
      .map((option) => `\`${command}\`: ${named} has no ${option}`);
  } catch (error) {
    return [`\`${command}\`: ${String(error)}`];
  }
}

function npmProblems([verb = '', script = '']: readonly string[]): string[] {
  const { scripts } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const name = verb === 'run' ? script : verb;
  return ofNpm.includes(name) || name in scripts ? [] : [`package.json has no script ${name}`];
}

const helps = new Map<string, Promise<string>>();

/** @throws Error if there is no such command. */
function helpOf(ground: Ground, command: string): Promise<string> {
  const help = helps.get(command) ?? readHelp(ground, command);
  helps.set(command, help);
  return help;
}

async function readHelp(ground: Ground, command: string): Promise<string> {
  const isKubectl = command.startsWith('kubectl');
  const { text } = await ground.run(`${isKubectl ? '' : 'npx --no-install '}${command} --help`);
  // The programs print their general help for a subcommand that they do not have.
  if (!describesCommand(text, command)) throw new Error(`the help of \`${command}\` is not about it`);
  return isKubectl ? `${text}\n${(await ground.run('kubectl options')).text}` : text;
}
