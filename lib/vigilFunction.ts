import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { RuntimeConfig } from '../model/runtimeConfig';
import type { Config } from './config/schema/schema';
import { EksFunction, type EksFunctionProps } from './eksFunction';
import { createHeartbeatStatements } from './heartbeatPermissions';
import { acknowledgeWildcard } from './wildcardFinding';

export interface VigilFunctionProps extends Pick<EksFunctionProps, 'clusterName' | 'logging' | 'network'> {
  /** Configuration of the function, part of its asset as `config.json`. */
  readonly config: RuntimeConfig;
  readonly options: Config['function'];
  /** @default - none */
  readonly heartbeat?: Config['heartbeat'];
}

/** The function that watches the cluster. */
export class VigilFunction extends EksFunction {
  constructor(scope: Construct, id: string, { heartbeat, ...props }: VigilFunctionProps) {
    super(scope, id, {
      ...props,
      bundle: 'function',
      descriptions: {
        function: (cluster) => `Watches the EKS cluster ${cluster} from outside the cluster`,
        role: (cluster) => `Role of eks-vigil for the EKS cluster ${cluster}`,
      },
      policyName: 'Vigil',
      statements: [
        ...createHeartbeatStatements(Stack.of(scope), heartbeat),
        new PolicyStatement({
          actions: ['cloudwatch:PutMetricData'],
          // PutMetricData has no resource types; the condition on the namespace limits it.
          resources: ['*'],
          conditions: { StringEquals: { 'cloudwatch:namespace': props.config.metric.namespace } },
        }),
      ],
      // A late run would publish the current verdict for an earlier minute.
      invocations: { retryAttempts: 0, maxEventAge: Duration.seconds(60) },
    });
    acknowledgeWildcard(
      this.role,
      '*',
      'PutMetricData has no resource types; the condition on the namespace limits it',
    );
  }
}
