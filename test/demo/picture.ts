import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawHistory } from '../../cli/history/historySvg';
import { type Minute, runNight } from './night';
import { historyOf } from './nightHistory';

/** The first minute of the night that the README shows. */
export const firstMinute = Date.parse('2026-01-01T03:00:00Z');
/** The picture of it. */
export const pictureFile = join(__dirname, '..', '..', 'docs', 'history.svg');

/** The picture of a night. */
export function drawNight(minutes: readonly Minute[]): string {
  return drawHistory(historyOf(minutes));
}

async function writePicture(): Promise<void> {
  const minutes: Minute[] = [];
  for await (const one of runNight(firstMinute)) minutes.push(one);
  writeFileSync(pictureFile, drawNight(minutes));
}

if (process.argv[1] === __filename) void writePicture();
