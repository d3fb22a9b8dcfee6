import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AwsAnswers, startAwsOperations } from '../../support/servers/awsOperations';
import { alarmEvent, config, line, now, prometheus } from './fixture';

const bundle = join(__dirname, '..', '..', '..', 'dist', 'notifier', 'index.js');
const event = alarmEvent('health', 'OK', 'ALARM');
const code = `require(${JSON.stringify(bundle)}).handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 60000 }).catch((error) => { console.log('FAILED', error.message); })`;

/** Runs the bundled notifier in a process of its own, with the real clients of the SDK, against AWS on this machine. */
async function runBundle(answers: AwsAnswers): Promise<string> {
  const server = await startAwsOperations(
    () => answers,
    () => Date.now(),
  );
  try {
    const env = {
      AWS_ENDPOINT_URL: server.url,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'an-example-of-a-secret',
      AWS_REGION: config.region,
      NOTIFY: JSON.stringify(config),
    };
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', code], { env });
    return stdout;
  } finally {
    await server.stop();
  }
}

test('the bundled notifier reads the log and tells the topics', async () => {
  const published: Readonly<Record<string, unknown>>[] = [];
  const stdout = await runBundle({
    'logs:FilterLogEvents': ({ logGroupName }) => {
      expect(logGroupName).toBe(config.logGroup);
      const message = line({
        value: 0,
        summary: 'any',
        targets: [{ ...prometheus, message: 'an-example-of-a-secret' }],
      });
      return { events: [{ message, timestamp: now }] };
    },
    'cloudwatch:ListAlarmMuteRules': () => ({ AlarmMuteRuleSummaries: [] }),
    'sns:Publish': (input) => {
      published.push(input);
      return { MessageId: 'one' };
    },
  });
  // The requests are sent at the same time.
  const byTopic = published.toSorted((a, b) => String(a.TopicArn).localeCompare(String(b.TopicArn)));
  expect(byTopic).toMatchObject(
    config.topics.map((TopicArn) => ({
      TopicArn,
      Subject: '[prod] ALARM: 1 of 14 unhealthy since 03:04Z: StatefulSet monitoring/prometheus-kps (NoneReady)',
    })),
  );
  expect(JSON.stringify(published)).not.toContain('an-example-of-a-secret');
  expect(JSON.parse(stdout)).toMatchObject({ level: 'info', message: 'notify', published: config.topics });
  expect(stdout).not.toContain('muteFailure');
});

test('without permissions, it fails, so that Lambda tries again', async () => {
  const stdout = await runBundle({});
  expect(stdout).toMatch(/FAILED 2 of 2 topics could not be notified: .*not authorized to perform: sns:Publish/);
});
