import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** A document for people who use this project. */
export interface Document {
  /** Relative to the root. */
  readonly path: string;
  readonly text: string;
  /** The text without code blocks. */
  readonly prose: string;
  /** The lines of its code blocks, with continued lines joined. */
  readonly commands: readonly string[];
  readonly anchors: ReadonlySet<string>;
}

const fence = /^ *```.*\n([\s\S]*?)^ *```$/gm;

function read(path: string): Document {
  const text = readFileSync(join(root, path), 'utf8');
  const prose = text.replace(fence, '');
  const commands = [...text.matchAll(fence)].flatMap(([, code = '']) => code.replace(/\\\n */g, '').split('\n'));
  const anchors = new Set([...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => toAnchor(heading)));
  return { path, text, prose, commands, anchors };
}

/** As GitHub makes it of a heading. */
function toAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[^-\w ]/g, '')
    .replaceAll(' ', '-');
}

export const documents: readonly Document[] = [
  ...['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
].map(read);
