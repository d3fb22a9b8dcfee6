import { GetScheduleCommand, type GetScheduleCommandOutput } from '@aws-sdk/client-scheduler';
import { readAws } from '../awsRead';
import type { CheckedVigil } from '../checkedVigil';
import { aws, deploy, quote, redeploy } from '../commands';
import { outputOf } from '../deployedStack';
import { failing, ok } from '../finding';
import { defineLink } from '../link';
import { isScheduled } from '../part';

interface ScheduleFacts {
  readonly name: string;
  /** The name of the function, or the ARN of the state machine. */
  readonly scheduled: string;
  /** Undefined if there is no such schedule. */
  readonly found: Pick<GetScheduleCommandOutput, 'State' | 'ScheduleExpression' | 'Target'> | undefined;
}

export const schedule = defineLink<ScheduleFacts>({
  id: 'schedule',
  title: 'the schedule is enabled, and starts the runs',
  needs: ['credentials'],
  read: async (sources, { part }) => {
    const deployed = await sources.stack();
    const scheduled = outputOf(deployed, part.scheduled);
    const name = outputOf(deployed, `${part.outputs}ScheduleName`);
    const command = new GetScheduleCommand({ Name: name });
    const found = await readAws('scheduler:GetSchedule', sources.aws.scheduler.send(command));
    return { name, scheduled, found };
  },
  judge: ({ name, scheduled, found }, vigil) => {
    if (found === undefined) {
      return failing(`the stack refers to the schedule ${name}, which does not exist`, redeploy(vigil));
    }
    const { State: state, ScheduleExpression: expression = '', Target: target } = found;
    const evidence = `${name} is ${state}, ${expression}`;
    if (state !== 'ENABLED') return failing(evidence, enable(vigil, name, expression, target));
    return isScheduled(target?.Arn, scheduled)
      ? ok(`${evidence}, and invokes ${scheduled}`)
      : failing(`${evidence}, but invokes ${target?.Arn} in place of ${scheduled}`, deploy(vigil));
  },
});

/** The update replaces everything, so the command repeats it. */
function enable(vigil: CheckedVigil, name: string, expression: string, target: object | undefined): string {
  const kept = `--schedule-expression ${quote(expression)} --flexible-time-window Mode=OFF --target ${quote(JSON.stringify(target ?? {}))}`;
  return aws(vigil, `scheduler update-schedule --name ${name} --state ENABLED ${kept}`);
}
