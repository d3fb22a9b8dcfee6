import { GetFunctionConfigurationCommand, type GetFunctionConfigurationCommandOutput } from '@aws-sdk/client-lambda';
import { readAws } from '../awsRead';
import { applyManifest, aws, deploy, mappingOf, redeploy } from '../commands';
import { type DeployedStack, outputOf } from '../deployedStack';
import { infoOf } from '../describedCluster';
import { failing, ok, unknown } from '../finding';
import { defineLink } from '../link';

/** Source: AWS CloudFormation User Guide, "Stack status codes". In all other states, a deployment runs, failed or was never started. */
const succeeded: ReadonlySet<string> = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE']);

interface StackFacts {
  readonly deployed: DeployedStack | undefined;
  /** Names of the alarms of the vigil that exist, if there is no stack. */
  readonly alarms: readonly string[];
}

export const stack = defineLink<StackFacts>({
  id: 'stack',
  title: 'the stack is deployed from this configuration',
  needs: ['credentials'],
  read: async (sources) => {
    const deployed = await sources.stack();
    const found = deployed === undefined ? await sources.alarms() : [];
    return { deployed, alarms: found.map(({ AlarmName = '' }) => AlarmName) };
  },
  judge: ({ deployed, alarms }, vigil) => {
    const { configHash, runtime, config } = vigil;
    const name = vigil.ownStack ?? vigil.names.stack;
    if (deployed === undefined) {
      if (alarms.length > 0) {
        return unknown(
          `there is no stack ${name} in ${config.cluster.region}, but the alarms ${alarms.join(', ')}: the vigil may be a construct in another stack`,
          `find their stack, and name it with --stack: ${aws(vigil, `cloudformation describe-stack-resources --physical-resource-id ${alarms[0]} --query "StackResources[0].StackName"`)}`,
        );
      }
      return failing(`there is no stack ${name} in ${config.cluster.region}`, deploy(vigil));
    }
    const { status, outputs } = deployed;
    if (/FAILED|ROLLBACK/.test(status)) {
      const events = aws(vigil, `cloudformation describe-stack-events --stack-name ${name}`);
      return failing(`${name} is ${status}: the last deployment failed`, `${events}\n${deploy(vigil)}`);
    }
    if (status === 'DELETE_IN_PROGRESS') {
      const wait = aws(vigil, `cloudformation wait stack-delete-complete --stack-name ${name}`);
      return failing(`${name} is ${status}: it is being deleted`, `${wait}\n${deploy(vigil)}`);
    }
    if (!succeeded.has(status)) {
      const describe = `cloudformation describe-stacks --stack-name ${name} --query "Stacks[0].StackStatus"`;
      return unknown(`${name} is ${status}: the deployment is not complete`, aws(vigil, describe));
    }
    const { RbacHash: rbac, ConfigHash: hash } = outputs;
    if (vigil.ownStack !== undefined && rbac === undefined) {
      return ok(`${name} is ${status}; whether it was deployed from ${vigil.file} cannot be checked`);
    }
    if (rbac !== runtime.rbacHash) {
      return failing(
        `${name} is ${status}, but it needs the RBAC manifest ${rbac}, and ${vigil.file} needs ${runtime.rbacHash}`,
        `${applyManifest(vigil)}\n${deploy(vigil)}`,
      );
    }
    if (hash === undefined) {
      return failing(`${name} is ${status}, but without the output ConfigHash: an earlier version`, deploy(vigil));
    }
    return hash === configHash
      ? ok(`${name} is ${status}, configuration ${hash}, RBAC manifest ${rbac}`)
      : failing(`${name} is ${status} with configuration ${hash}, but ${vigil.file} is ${configHash}`, deploy(vigil));
  },
});

interface FunctionFacts {
  readonly name: string;
  readonly expectedRole: string;
  /** Undefined if there is no such function. */
  readonly found: GetFunctionConfigurationCommandOutput | undefined;
}

export const deployedFunction = defineLink<FunctionFacts>({
  id: 'function',
  title: 'the function exists, is active and has its role',
  needs: ['cluster'],
  read: async (sources, vigil) => {
    const [deployed, cluster] = await Promise.all([sources.stack(), sources.cluster()]);
    const name = outputOf(deployed, `${vigil.part.outputs}FunctionName`);
    const command = new GetFunctionConfigurationCommand({ FunctionName: name });
    const found = await readAws('lambda:GetFunctionConfiguration', sources.aws.lambda.send(command));
    return { name, found, expectedRole: mappingOf(vigil, infoOf(cluster).arn).roleArn };
  },
  judge: ({ name, found, expectedRole }, vigil) => {
    if (found === undefined) {
      return failing(`the stack refers to the function ${name}, which does not exist`, redeploy(vigil));
    }
    const { State: state, StateReason: why, LastUpdateStatus: update, Role: role, Runtime: runtime } = found;
    if (state !== 'Active' || update === 'Failed') {
      const reason = why ?? found.LastUpdateStatusReason ?? 'no reason given';
      return failing(`${name} is ${state}, its last update ${update}: ${reason}`, deploy(vigil));
    }
    return role === expectedRole
      ? ok(`${name} is Active, ${runtime}, role ${role}`)
      : failing(`${name} has the role ${role}, but ${expectedRole} is mapped`, deploy(vigil));
  },
});
