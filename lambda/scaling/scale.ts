import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { toError } from '../../model/errorMessage';
import { mapStrings } from '../../model/json';
import { pluralize } from '../../model/pluralize';
import { type ScalingConfig, type ScalingRule, scalingDirections } from '../../model/scalingConfig';
import { ScalingFailed } from '../errors';
import type { Log } from '../logging/log';
import { nameFile } from '../observe/readCommand';
import { within } from '../time/limits';
import { startStopwatch } from '../time/stopwatch';
import { readAlarmStates } from './alarmStates';
import { applyRule, type ScalingRun } from './applyRule';
import { isProblem, type ScalingOutcome } from './outcome';
import { parseScalingTrigger, type ScalingTrigger } from './trigger';

/** What a run uses. It is reused by all runs in one execution environment. */
export interface ScalingContext {
  readonly config: ScalingConfig;
  readonly client: ScalingRun['client'];
  readonly cloudWatch: Pick<CloudWatchClient, 'send'>;
  readonly log: Log;
}

/** One invocation. */
export interface ScalingInvocation {
  readonly event: unknown;
  /** ID of the invocation. */
  readonly id: string;
  /** Milliseconds until the function times out. */
  readonly remaining: number;
}

/** What a run did about one entry. */
export type ScalingResult = ScalingOutcome & { readonly target: string };

/** A share of the time for the log. */
const workShare = 0.9;
/** A request of the API server may take a sixth of that. */
const tryShare = 1 / 6;

/**
 * One run: reads the alarms, then applies each entry whose alarm is in ALARM. What invoked it only says which entries are concerned.
 *
 * @returns what was done about each entry that is concerned, after what is wrong with its alarms.
 * @throws EventRejected
 * @throws ScalingFailed when an entry could not be applied; the others were.
 */
export async function scale(invocation: ScalingInvocation, context: ScalingContext): Promise<ScalingResult[]> {
  const { config, log } = context;
  const cluster = { cluster: config.cluster.name, region: config.cluster.region };
  const { trigger, results, milliseconds } = await applyRules(invocation, context).catch((error: unknown) => {
    const { name, message } = toError(error);
    log.error('scaling', { ...cluster, error: { name, message } });
    throw error;
  });
  const problems = results.filter(isProblem);
  const concerned = results.filter(({ outcome }) => outcome !== 'NoAlarm');
  log[problems.length > 0 ? 'error' : 'info']('scaling', {
    ...cluster,
    summary: summarize(concerned, results.length),
    trigger,
    results: concerned,
    rbacHash: config.rbacHash,
    milliseconds,
  });
  if (problems.length > 0 && trigger.type !== 'test') {
    throw new ScalingFailed(problems.map(({ target, message }) => `${target}: ${message}`).join('; '));
  }
  return results;
}

async function applyRules({ event, id, remaining }: ScalingInvocation, { config, client, cloudWatch }: ScalingContext) {
  const trigger = parseScalingTrigger(event);
  const rules = config.rules.filter((rule) => concerns(trigger, rule));
  const names = [...new Set(rules.flatMap(alarmsOf))];
  const stopwatch = startStopwatch();
  const share = remaining * workShare;
  const results = await within(share, share * tryShare, async (limits): Promise<ScalingResult[]> => {
    const { firing, missing } = await stopwatch.step(
      'alarms',
      readAlarmStates(cloudWatch, names, limits, config.inVpc),
    );
    const run: ScalingRun = {
      client,
      firing,
      claim: { holder: id, seconds: Math.ceil(remaining / 1000) },
      isTest: trigger.type === 'test',
    };
    const applied = rules.map(async (rule) => {
      const { kind, namespace, name } = rule.target;
      const results = [...describeMissing(rule, missing), await applyRule(rule, run, limits)];
      return results.map((result) => ({ target: `${kind} ${namespace}/${name}`, ...nameFileIn(result, config.file) }));
    });
    return (await Promise.all(applied)).flat();
  });
  return { trigger, results, milliseconds: stopwatch.milliseconds() };
}

function concerns(trigger: ScalingTrigger, rule: ScalingRule): boolean {
  return trigger.type !== 'alarm' || alarmsOf(rule).includes(trigger.alarm);
}

function alarmsOf(rule: ScalingRule): string[] {
  return scalingDirections.flatMap((direction) => rule[direction]?.alarm ?? []);
}

/** Alarms that do not exist; the other direction is applied all the same. */
function describeMissing(rule: ScalingRule, missing: readonly string[]): ScalingOutcome[] {
  const gone = alarmsOf(rule).filter((alarm) => missing.includes(alarm));
  if (gone.length === 0) return [];
  const message = `there is no alarm ${gone.join(' and no alarm ')} in the region of the cluster: create it, or change \`alarm\``;
  return [{ outcome: 'Failed', reason: 'NotFound', message }];
}

function nameFileIn(result: ScalingOutcome, file: string | undefined): ScalingOutcome {
  return file === undefined ? result : mapStrings(result, (text) => nameFile(text, file));
}

/** `Deployment shop/web: 2 -> 4 (up, queue-is-long)`. */
function summarize(concerned: readonly ScalingResult[], all: number): string {
  if (concerned.length === 0) return `no alarm of ${pluralize(all, 'target')} is in ALARM`;
  return concerned.map((result) => `${result.target}: ${describe(result)}`).join('; ');
}

function describe(result: ScalingResult): string {
  if (isProblem(result)) return result.message;
  if (!('change' in result)) return result.outcome;
  const { from, to, direction, alarm } = result.change;
  return `${from} -> ${to} (${direction}, ${alarm})${result.outcome === 'WouldChange' ? ', not written' : ''}`;
}
