import { createLog } from '../../../lambda/logging/log';
import { newestRunQuery, savedQueries } from '../../../lib/alarms/savedQueries';
import { allHealthy, missing, pathTo, runWith } from '../../lambda/runWith';
import { now } from '../../support/objects/clock';

const named = Object.entries(savedQueries).map(([name, { query }]) => ({ name, query }));
const queries = [...named, { name: 'newest', query: newestRunQuery }];

type Format = 'json' | 'logfmt';
const lines: Record<Format, string[]> = { json: [], logfmt: [] };

/** The lines of a run that is healthy, of one that is not, and of one that fails, as the function writes them. */
beforeAll(async () => {
  const outcomes = [
    await runWith(),
    await runWith({ responses: { ...allHealthy, [pathTo('db')]: missing } }),
    await runWith({ event: { time: 'yesterday' } }),
  ];
  const written = outcomes.flatMap((outcome) => outcome.lines);
  for (const format of ['json', 'logfmt'] as const) {
    const write = (line: string) => void lines[format].push(line);
    const log = createLog({ level: 'info', format, redact: (text) => text, now: () => now, write });
    for (const { message, fields } of written) log.error(message, fields);
  }
});

const words = new Set(
  'filter fields sort desc limit stats by as and or like parse display min max count ispresent coalesce'.split(' '),
);

/** The fields that a query reads: neither words of its language, nor texts, nor what it names itself. */
function fieldsOf(query: string): string[] {
  const own = [...query.matchAll(/ as (\w+)|\(\?<(\w+)>/g)].map(([, alias, group]) => alias ?? group);
  const rest = query.replace(/"[^"]*"/g, '').replace(/ \/.*\/(?= |$)/gm, '');
  const names = rest.match(/[@A-Za-z][\w.@]*/g) ?? [];
  return [...new Set(names)].filter((name) => !words.has(name) && !own.includes(name));
}

function flatten(value: unknown, prefix = ''): string[] {
  if (typeof value !== 'object' || value === null) return [prefix];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, prefix === '' ? key : `${prefix}.${key}`));
}

test.each(queries)('$name reads only fields that a log line in JSON has', ({ query }) => {
  const known = new Set(lines.json.flatMap((line) => flatten(JSON.parse(line))));
  const fields = fieldsOf(query.json);
  expect(fields.length).toBeGreaterThan(0);
  expect(fields.filter((field) => !field.startsWith('@') && !known.has(field))).toEqual([]);
});

test.each(queries)('$name parses what a log line in logfmt has, with the values of the line in JSON', ({ query }) => {
  const { logfmt, json } = lines;
  const patterns = [...query.logfmt.matchAll(/parse @message \/(.*)\/$/gm)].map(
    ([, pattern = '']) => new RegExp(pattern),
  );
  for (const pattern of patterns) {
    const matches = logfmt.map((line) => pattern.exec(line)?.groups);
    expect(matches.some((groups) => groups !== undefined)).toBe(true);
    for (const [index, groups] of matches.entries()) {
      const values = Object.values(JSON.parse(json[index] ?? '{}')).flatMap((value) => texts(value));
      for (const value of Object.values(groups ?? {})) expect(values).toContain(value.replace(/\\(.)/g, '$1'));
    }
  }
  // What is used was parsed before.
  const parsed = [...query.logfmt.matchAll(/\(\?<(\w+)>/g)].map(([, name]) => name);
  expect(fieldsOf(query.logfmt).filter((field) => !field.startsWith('@') && !parsed.includes(field))).toEqual([]);
});

function texts(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [String(value)];
}

test('Changes finds the targets with their reasons in a summary', () => {
  const pattern = new RegExp(/parse summary \/(.*)\//.exec(savedQueries.changes.query.json)?.[1] ?? '');
  const found = lines.json.map((line) => pattern.exec(JSON.parse(line).summary ?? '')?.groups?.what);
  expect(found).toEqual([undefined, expect.stringMatching(/^\w+ \S+ \(NotFound\)/), undefined]);
});

test('Changes does not name the first and the last sight of several outages since and until', () => {
  for (const query of Object.values(savedQueries.changes.query)) {
    expect(query).toMatch(/min\(@timestamp\) as firstSeen, max\(@timestamp\) as lastSeen/);
  }
});
