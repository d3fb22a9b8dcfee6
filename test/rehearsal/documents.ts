import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a command of the documents begins with. Other code is not a command. */
const binaries = ['aws', 'cp', 'eks-vigil', 'eksctl', 'kubectl', 'npm', 'npx'];

/** The commands in the text of a document, and which of them were taken to be run. */
export class Document {
  readonly #file: string;
  readonly #commands: readonly string[];
  /** Options that the text names without their command, such as `--all`. */
  readonly options: readonly string[];
  readonly #taken = new Set<string>();

  constructor(file: string) {
    this.#file = file;
    const text = readFileSync(join(__dirname, '../..', file), 'utf8');
    const code = [...blocks(text), ...inlineCode(text)];
    this.#commands = code.filter(
      (one) => binaries.includes(one.split(' ')[0] ?? '') && !/^npx( --no-install)?$/.test(one),
    );
    this.options = code.filter((one) => one.startsWith('--'));
  }

  /**
   * The one command that begins so, as it is in the text.
   *
   * @throws Error if the text has no such command, or several different ones.
   */
  command(beginning: string): string {
    const found = [...new Set(this.#commands.filter((one) => one.startsWith(beginning)))];
    const command = found.find((one) => one === beginning) ?? found[0];
    if (command === undefined) throw new Error(`${this.#file} has no command that begins with ${beginning}`);
    if (found.length > 1 && command !== beginning) {
      throw new Error(`${this.#file} has several commands that begin with ${beginning}: ${found.join(', ')}`);
    }
    this.#taken.add(command);
    return command;
  }

  /** The commands that were not taken. */
  get remaining(): readonly string[] {
    return [...new Set(this.#commands)].filter((one) => !this.#taken.has(one));
  }
}

/** The lines of the code blocks without a language; a line that ends with a backslash continues. */
function blocks(text: string): string[] {
  const found = text.match(/^ *```.*\n[\s\S]*?^ *```$/gm) ?? [];
  const commands = found.filter((block) => /^ *```\n/.test(block));
  return commands.flatMap((block) => block.replace(/\\\n/g, ' ').split('\n').slice(1, -1)).map(onOneLine);
}

function inlineCode(text: string): string[] {
  const withoutBlocks = text.replace(/^ *```[\s\S]*?^ *```$/gm, '');
  return [...withoutBlocks.matchAll(/`([^`]+)`/g)].map(([, code = '']) => onOneLine(code));
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
