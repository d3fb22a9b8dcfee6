import { folders, trafficColumns } from '../../model/zoneTraffic';

/** What the state machine uses. Each may be a token. */
export interface DefinitionProps {
  readonly functionArn: string;
  readonly workGroup: string;
  /** The Glue database. */
  readonly database: string;
  readonly bucket: string;
  /** The AWS partition, such as `aws`. */
  readonly partition: string;
  /** Seconds after which the function has ended, whatever happens. */
  readonly functionTimeout: number;
  /** Whether only the inventory is taken. */
  readonly dryRun: boolean;
}

/** The error of an hour without a single flow log record. */
export const noFlowLogs = 'NoFlowLogs';

const records = trafficColumns.indexOf('records');
/**
 * Athena answers these while the account has too many queries, or while it is not well: no query has started, so none is paid twice. A
 * query that failed is not started again, because its bytes are billed each time.
 * Source: Amazon Athena API Reference, StartQueryExecution (errors).
 */
const notStarted = ['Athena.TooManyRequestsException', 'Athena.InternalServerException'];
const retries = (seconds: number, attempts: number, errors = ['States.ALL']) => [
  {
    ErrorEquals: errors,
    IntervalSeconds: seconds,
    MaxAttempts: attempts,
    BackoffRate: 2,
    JitterStrategy: 'FULL',
  },
];

/**
 * The state machine of an hour, in the Amazon States Language: the inventory, the query, and the result. Each step is tried again, the
 * query only if it has not started, and every error that remains fails the execution. Nothing is written twice: an inventory has a key of its own, each try of
 * the query a result of its own, and the copy replaces that of an earlier execution for the same hour.
 * Source: AWS Step Functions Developer Guide, "Integrating services with Step Functions".
 */
export function createDefinition(props: DefinitionProps): object {
  const { functionArn, partition, functionTimeout, dryRun } = props;
  const inventory = {
    Type: 'Task',
    Comment: 'Reads nodes and pods, writes the inventory, and returns the query.',
    Resource: `arn:${partition}:states:::lambda:invoke`,
    Parameters: { FunctionName: functionArn, 'Payload.$': '$' },
    ResultSelector: {
      'hour.$': '$.Payload.hour',
      'query.$': '$.Payload.query',
      'resultKey.$': '$.Payload.resultKey',
    },
    TimeoutSeconds: functionTimeout + 30,
    Retry: retries(60, 3),
  };
  return dryRun
    ? { StartAt: 'Inventory', States: { Inventory: { ...inventory, End: true } } }
    : { StartAt: 'Inventory', States: { Inventory: { ...inventory, Next: 'Query' }, ...afterInventory(props) } };
}

function afterInventory({ workGroup, database, bucket, partition }: DefinitionProps) {
  const service = (name: string) => `arn:${partition}:states:::${name}`;
  return {
    Query: {
      Type: 'Task',
      Comment:
        'Joins the inventory with the flow logs. The step ends when the query has ended, and fails if that failed.',
      Resource: service('athena:startQueryExecution.sync'),
      Parameters: {
        'QueryString.$': '$.query',
        // Otherwise, the database of the query is `default`, which the account may not have.
        QueryExecutionContext: { Database: database },
        WorkGroup: workGroup,
      },
      ResultSelector: { 'id.$': '$.QueryExecution.QueryExecutionId' },
      ResultPath: '$.execution',
      TimeoutSeconds: 900,
      Retry: retries(60, 2, notStarted),
      Next: 'Totals',
    },
    Totals: {
      Type: 'Task',
      Comment: 'Reads the first row, which has the number of all flow log records of the hour.',
      Resource: service('athena:getQueryResults'),
      Parameters: { 'QueryExecutionId.$': '$.execution.id', MaxResults: 2 },
      ResultSelector: { 'records.$': `$.ResultSet.Rows[1].Data[${records}].VarCharValue` },
      ResultPath: '$.totals',
      TimeoutSeconds: 60,
      Retry: retries(5, 3),
      Next: 'HasFlowLogs',
    },
    HasFlowLogs: {
      Type: 'Choice',
      Choices: [{ Variable: '$.totals.records', StringEquals: '0', Next: noFlowLogs }],
      Default: 'Result',
    },
    [noFlowLogs]: {
      Type: 'Fail',
      Error: noFlowLogs,
      Cause:
        'The hour has no flow log records. Check that the flow log is active and delivers to the configured bucket and prefix, in the configured format and folders, such as with `aws ec2 describe-flow-logs`. Then start an execution with the same input: a redrive would fail again.',
    },
    Result: {
      Type: 'Task',
      Comment: 'Copies the result to its place, where it replaces that of an earlier execution for the same hour.',
      Resource: service('aws-sdk:s3:copyObject'),
      Parameters: {
        Bucket: bucket,
        'Key.$': '$.resultKey',
        'CopySource.$': `States.Format('${bucket}/${folders.results}/{}.csv', $.execution.id)`,
      },
      ResultSelector: {},
      ResultPath: '$.copied',
      TimeoutSeconds: 60,
      Retry: retries(5, 3),
      End: true,
    },
  };
}
