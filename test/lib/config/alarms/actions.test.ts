import { actsOnOk, describeActionProblem, isLambdaAction } from '../../../../lib/config/alarms/actions';

const account = '111122223333';
const at = (service: string, resource: string, region = 'eu-central-1') =>
  `arn:aws:${service}:${region}:${account}:${resource}`;
const topic = at('sns', 'on-call');
const policy = 'scalingPolicy:0a1b:autoScalingGroupName/web:policyName/grow';
const servicePolicy = 'scalingPolicy:0a1b:resource/ecs/service/prod/web:policyName/grow';

test.each([
  [topic, 'ok too'],
  [at('sns', 'on_call.fifo'), 'ok too'],
  [at('lambda', 'function:notify'), 'ok too'],
  [at('lambda', 'function:notify:live'), 'ok too'],
  [at('lambda', 'function:notify:$LATEST'), 'ok too'],
  [at('autoscaling', policy), 'ok too'],
  [at('autoscaling', servicePolicy), 'ok too'],
  [at('ssm', 'opsitem:2'), 'only ALARM'],
  [at('ssm', 'opsitem:1#CATEGORY=Availability'), 'only ALARM'],
  [at('ssm-incidents', 'response-plan/on-call', ''), 'only ALARM'],
  [at('aiops', 'investigation-group/abc'), 'only ALARM'],
])('%s can be called: %s', (arn, states) => {
  expect(describeActionProblem(arn, 'eu-central-1', 'ALARM')).toBeUndefined();
  expect(describeActionProblem(arn, 'eu-central-1', 'OK') === undefined).toBe(states === 'ok too');
  expect(actsOnOk(arn)).toBe(states === 'ok too');
  expect(isLambdaAction(arn)).toBe(arn.includes(':lambda:'));
});

test.each([
  [
    at('iam', 'role/on-call', ''),
    /^an alarm cannot call the service iam; expected SNS topic, Lambda function, .* or CloudW/,
  ],
  [at('sqs', 'queue'), /^an alarm cannot call the service sqs;/],
  [at('states', 'stateMachine:a'), /^an alarm cannot call the service states;/],
  ['arn:aws:automate:eu-central-1:ec2:reboot', /^it acts on the instance of an EC2 metric, and this alarm has none$/],
  [at('swf', 'action/actions/AWS_EC2.InstanceId.Stop/1.0'), /^it acts on the instance of an EC2 metric/],
  [
    at('sns', 'on-call', 'us-east-1'),
    /^it is in the region us-east-1, but an alarm can only call actions in its own region, eu-c/,
  ],
  [at('sns', 'on-call', ''), /^it is in the region \(none\), but/],
  [`arn:aws-cn:sns:cn-north-1:${account}:on-call`, /^it is in the partition aws-cn, but eu-central-1 is in aws$/],
  [
    at('sns', 'on-call:0a1b-2c3d'),
    /^not an ARN of the kind SNS topic, such as arn:aws:sns:eu-central-1:111122223333:on-call$/,
  ],
  ['arn:aws:sns:eu-central-1:1111:on-call', /^not an ARN of the kind SNS topic/],
  ['arn:aws:sns:eu-central-1', /^not an ARN of the kind SNS topic/],
  [at('lambda', 'layer:notify'), /^not an ARN of the kind Lambda function, such as .*:function:NAME$/],
  [at('ssm', 'document/restart'), /^not an ARN of the kind Systems Manager OpsItem/],
  [at('ssm', 'opsitem:5'), /^not an ARN of the kind Systems Manager OpsItem/],
  [at('autoscaling', 'autoScalingGroup:0a1b:autoScalingGroupName/web'), /^not an ARN of the kind Auto Scaling policy/],
  [
    at('ssm-incidents', 'response-plan/on-call'),
    /^the ARN of an Incident Manager response plan has no region, such as arn:aws:ssm-incidents::/,
  ],
])('%s cannot be called', (arn, problem) => {
  expect(describeActionProblem(arn, 'eu-central-1', 'ALARM')).toMatch(problem);
});

test.each([
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['us-east-1', 'aws'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
])('the partition of %s is %s', (region, partition) => {
  expect(describeActionProblem(`arn:${partition}:sns:${region}:${account}:a`, region, 'ALARM')).toBeUndefined();
  expect(describeActionProblem(`arn:aws-other:sns:${region}:${account}:a`, region, 'ALARM')).toContain(partition);
});
