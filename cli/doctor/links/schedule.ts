import { GetScheduleCommand, type GetScheduleCommandOutput } from '@aws-sdk/client-scheduler';
import { readAws } from '../awsRead';
import { aws, deploy, quote, redeploy } from '../commands';
import { outputOf } from '../deployedStack';
import { failing, ok } from '../finding';
import { defineLink } from '../link';
import type { Vigil } from '../vigil';

interface ScheduleFacts {
  readonly name: string;
  readonly functionName: string;
  /** Undefined if there is no such schedule. */
  readonly found: Pick<GetScheduleCommandOutput, 'State' | 'ScheduleExpression' | 'Target'> | undefined;
}

export const schedule = defineLink<ScheduleFacts>({
  id: 'schedule',
  title: 'the schedule is enabled and invokes the function',
  needs: ['credentials'],
  read: async (sources) => {
    const deployed = await sources.stack();
    const name = outputOf(deployed, 'ScheduleName');
    const command = new GetScheduleCommand({ Name: name });
    const found = await readAws('scheduler:GetSchedule', sources.aws.scheduler.send(command));
    return { name, functionName: outputOf(deployed, 'FunctionName'), found };
  },
  judge: ({ name, functionName, found }, vigil) => {
    if (found === undefined) {
      return failing(`the stack refers to the schedule ${name}, which does not exist`, redeploy(vigil));
    }
    const { State: state, ScheduleExpression: expression = '', Target: target } = found;
    const evidence = `${name} is ${state}, ${expression}`;
    if (state !== 'ENABLED') return failing(evidence, enable(vigil, name, expression, target));
    return target?.Arn?.endsWith(`:function:${functionName}`)
      ? ok(`${evidence}, and invokes ${functionName}`)
      : failing(`${evidence}, but invokes ${target?.Arn} in place of ${functionName}`, deploy(vigil));
  },
});

/** The update replaces everything, so the command repeats it. */
function enable(vigil: Vigil, name: string, expression: string, target: object | undefined): string {
  const kept = `--schedule-expression ${quote(expression)} --flexible-time-window Mode=OFF --target ${quote(JSON.stringify(target ?? {}))}`;
  return aws(vigil, `scheduler update-schedule --name ${name} --state ENABLED ${kept}`);
}
