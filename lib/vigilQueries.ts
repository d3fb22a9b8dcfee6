import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { savedQueries } from './alarms/savedQueries';
import type { Config } from './config/schema/schema';

export interface VigilQueriesProps {
  /** The folder of the queries in the console: the name of the stack. */
  readonly folder: string;
  readonly logGroupName: string;
  readonly format: Config['logging']['format'];
}

/** Saved queries of the function's log, which cost nothing until they are run. */
export class VigilQueries extends Construct {
  constructor(scope: Construct, id: string, { folder, logGroupName, format }: VigilQueriesProps) {
    super(scope, id);
    for (const { title, query } of Object.values(savedQueries)) {
      new CfnQueryDefinition(this, title.replaceAll(' ', ''), {
        name: `${folder}/${title}`,
        logGroupNames: [logGroupName],
        queryString: query[format],
      });
    }
  }
}
