import { type Change, diagnose, topic } from '../input';

const messages = 'arn:aws:sns:eu-central-1:111122223333:eks-vigil-messages';
const topics = (...list: unknown[]): Change => ['notify.topics', list];
const problem = (arn: string, why: string, index = 0) => `error notify.topics[${index}]: got "${arn}": ${why}.`;
const ofPaging =
  'it is also an alarm action, and paging services expect the format of CloudWatch there; use another topic';
const ofStack = 'it is a topic of the stack, to which the alarms or Alertmanager publish; use another topic';

test.each<[string, Change[], string[]]>([
  ['a topic of its own', [topics(messages)], []],
  ['a topic of another account', [topics(messages.replace('1111', '4444'))], []],
  ['an alarm action', [topics(messages, topic)], [problem(topic, ofPaging, 1)]],
  [
    'an OK action of tickets',
    [topics(messages), ['alarms.ticket.okActions', [messages]]],
    [problem(messages, ofPaging)],
  ],
  [
    'the topic of the Watchdog',
    [topics(messages.replace('eks-vigil-messages', 'eks-vigil-eu-central-1-prod-watchdog'))],
    [problem('arn:aws:sns:eu-central-1:111122223333:eks-vigil-eu-central-1-prod-watchdog', ofStack)],
  ],
  [
    'the topic for email',
    [topics(messages.replace('eks-vigil-messages', 'eks-vigil-eu-central-1-prod-page'))],
    [problem('arn:aws:sns:eu-central-1:111122223333:eks-vigil-eu-central-1-prod-page', ofStack)],
  ],
  [
    'another region',
    [topics(messages.replace('eu-central-1', 'eu-west-1'))],
    [
      problem(
        messages.replace('eu-central-1', 'eu-west-1'),
        'it is in the region eu-west-1, but the alarms are in eu-central-1; use a topic there',
      ),
    ],
  ],
  [
    'another partition',
    [topics(messages.replace('aws', 'aws-cn'))],
    [problem(messages.replace('aws', 'aws-cn'), 'it is in the partition aws-cn, but eu-central-1 is in aws')],
  ],
  ['a topic twice', [topics(messages, messages)], [problem(messages, 'it is listed twice; remove one of them', 1)]],
  ['no topics', [topics()], ['error notify.topics: got an empty list, expected a list of 1 to 5 ARNs of SNS topics.']],
  [
    'a FIFO topic',
    [topics(`${messages}.fifo`)],
    [
      `error notify.topics[0]: got "${messages}.fifo", expected the ARN of a standard SNS topic such as arn:aws:sns:eu-central-1:111122223333:eks-vigil-messages.`,
    ],
  ],
])('%s', (_, changes, lines) => {
  expect(diagnose(...changes)).toEqual(lines);
});
