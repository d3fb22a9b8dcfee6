import { createRequire } from 'node:module';
import { createDefinition } from '../../lib/zoneTraffic/definition';
import { findTools } from './tools';

/** What is used of aws-local-stepfunctions, which is one of the tools of the rehearsal. */
interface StateMachine {
  run(input: unknown, options: object): { readonly result: Promise<unknown> };
}
type StateMachineClass = new (definition: object) => StateMachine;

let StateMachine: StateMachineClass;
beforeAll(async () => {
  const { states } = await findTools(process.env);
  ({ StateMachine } = createRequire(states)(states) as { readonly StateMachine: StateMachineClass });
});

const props = {
  functionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:inventory',
  workGroup: 'eks-vigil-zones',
  database: 'eks_vigil_zones',
  bucket: 'bucket',
  partition: 'aws',
  functionTimeout: 60,
  dryRun: false,
};

const event = { time: '2026-01-31T10:30:00Z' };
const inventory = { hour: '2026-01-31-09', query: 'SELECT 1', resultKey: 'traffic/hour=2026-01-31-09/traffic.csv' };
const id = '8a2f9a4e-0000-4a6b-8d3e-111122223333';
const rows = (records: string) => ({
  ResultSet: {
    Rows: [
      { Data: ['scope', '', '', '', '', '', '', 'bytes', 'records'].map((VarCharValue) => ({ VarCharValue })) },
      { Data: ['all', '', '', '', '', '', '', '0', records].map((VarCharValue) => ({ VarCharValue })) },
    ],
  },
});

type Step = 'Inventory' | 'Query' | 'Totals' | 'Result';
type Answers = Readonly<Record<Step, unknown>>;
const answers: Answers = {
  Inventory: { StatusCode: 200, Payload: inventory },
  Query: { QueryExecution: { QueryExecutionId: id } },
  Totals: rows('3'),
  Result: { CopyObjectResult: {} },
};

/**
 * Plays an execution; the library also validates the definition.
 *
 * @param failing - how often each step fails before it succeeds.
 * @param error - the name of its errors.
 */
async function play({
  failing = {},
  given = answers,
  dryRun = false,
  error = 'Error',
}: {
  readonly error?: string;
  readonly failing?: Partial<Record<Step, number>>;
  readonly given?: Answers;
  readonly dryRun?: boolean;
} = {}) {
  const steps: [Step, unknown][] = [];
  const handlerOf = (step: Step) => async (parameters: unknown) => {
    steps.push([step, parameters]);
    const tries = steps.filter(([name]) => name === step).length;
    if (tries <= (failing[step] ?? 0)) throw Object.assign(new Error(`${step} failed`), { name: error });
    return given[step];
  };
  const names = Object.keys(answers) as Step[];
  const machine = new StateMachine(createDefinition({ ...props, dryRun }));
  const execution = machine.run(event, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(names.map((name) => [name, handlerOf(name)])),
      retryIntervalOverrides: Object.fromEntries(names.map((name) => [name, 0])),
    },
  });
  const failure = await execution.result.then(
    () => undefined,
    (error: Error) => error,
  );
  return { steps, names: steps.map(([name]) => name), failure };
}

test('the steps follow each other, each with what it needs', async () => {
  const { steps, failure } = await play();
  expect(failure).toBeUndefined();
  expect(steps).toEqual([
    ['Inventory', { FunctionName: props.functionArn, Payload: event }],
    [
      'Query',
      {
        QueryString: 'SELECT 1',
        QueryExecutionContext: { Database: props.database },
        WorkGroup: props.workGroup,
      },
    ],
    ['Totals', { QueryExecutionId: id, MaxResults: 2 }],
    ['Result', { Bucket: 'bucket', Key: inventory.resultKey, CopySource: `bucket/results/${id}.csv` }],
  ]);
});

test.each([
  ['Inventory', 'Error', 3],
  ['Query', 'Athena.TooManyRequestsException', 2],
  ['Query', 'Athena.InternalServerException', 2],
  // A query that failed or reached its limit, which would be paid again, and a permission that is missing.
  ['Query', 'States.TaskFailed', 0],
  ['Query', 'States.Timeout', 0],
  ['Query', 'Athena.InvalidRequestException', 0],
  ['Totals', 'Error', 3],
  ['Result', 'Error', 3],
] as const)('%s, which fails with %s, is tried again %i times', async (step, error, retries) => {
  expect((await play({ error, failing: { [step]: retries } })).failure).toBeUndefined();
  const { failure, names } = await play({ error, failing: { [step]: retries + 1 } });
  expect(failure?.message).toContain(`${step} failed`);
  // Nothing follows a step that failed.
  expect(names.at(-1)).toBe(step);
  expect(names.filter((name) => name === step)).toHaveLength(retries + 1);
});

test('an hour without flow logs fails, and keeps the result of an earlier execution', async () => {
  const { failure, names } = await play({ given: { ...answers, Totals: rows('0') } });
  expect(failure?.message).toContain('aws ec2 describe-flow-logs');
  expect(names).toEqual(['Inventory', 'Query', 'Totals']);
});

test.each<[title: string, given: Partial<Answers>]>([
  ['an inventory without a query', { Inventory: { Payload: { hour: inventory.hour } } }],
  ['a result without its first row', { Totals: { ResultSet: { Rows: [] } } }],
])('%s is a failure', async (_, given) => {
  expect((await play({ given: { ...answers, ...given } })).failure).toBeDefined();
});

test('a dry run only takes the inventory', async () => {
  const { names, failure } = await play({ dryRun: true });
  expect([names, failure]).toEqual([['Inventory'], undefined]);
});

test('a definition with a mistake is not valid', () => {
  const definition = createDefinition(props) as { readonly States: object };
  const { Result: _, ...States } = definition.States as Record<string, object>;
  expect(() => new StateMachine({ ...definition, States })).toThrow(/Result|terminal|missing/i);
});
