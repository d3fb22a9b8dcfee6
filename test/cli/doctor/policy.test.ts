import { type Decision, decide, withStatement } from '../../../cli/doctor/policy';

const service = 'cloudwatch.amazonaws.com';
const topic = 'arn:aws:sns:eu-central-1:111122223333:on-call';
const request = {
  requester: { service },
  action: 'sns:Publish',
  resource: topic,
  context: {
    'aws:securetransport': 'true',
    'aws:sourceaccount': '111122223333',
    'aws:sourceowner': '111122223333',
    'aws:sourcearn': 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:prod-health',
  },
};
const allow = { Effect: 'Allow', Principal: { Service: service }, Action: 'sns:Publish', Resource: topic };
const everybody = { ...allow, Principal: { AWS: '*' } };
const deny = { Effect: 'Deny', Principal: '*', Action: 'sns:*', Resource: topic };
const when = (operator: string, key: string, value: unknown) => ({ Condition: { [operator]: { [key]: value } } });

test.each<[string, unknown, Decision]>([
  ['the service', allow, 'allowed'],
  ['the service in a list', { ...allow, Principal: { Service: ['events.amazonaws.com', service] } }, 'allowed'],
  ['everybody', { ...allow, Principal: '*' }, 'allowed'],
  ['another service', { ...allow, Principal: { Service: 'events.amazonaws.com' } }, 'notAllowed'],
  ['an account', { ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }, 'notAllowed'],
  ['all actions', { ...allow, Action: ['sns:*'] }, 'allowed'],
  ['an action in another case', { ...allow, Action: 'SNS:publish' }, 'allowed'],
  ['another action', { ...allow, Action: 'sns:Subscribe' }, 'notAllowed'],
  ['all actions but some', { ...allow, Action: undefined, NotAction: 'sns:Subscribe' }, 'allowed'],
  ['all topics', { ...allow, Resource: 'arn:aws:sns:*:111122223333:*' }, 'allowed'],
  ['another topic', { ...allow, Resource: `${topic}-2` }, 'notAllowed'],
  [
    'the default policy of a topic',
    { ...everybody, ...when('StringEquals', 'AWS:SourceOwner', '111122223333') },
    'allowed',
  ],
  ['another owner', { ...everybody, ...when('StringEquals', 'AWS:SourceOwner', '444455556666') }, 'notAllowed'],
  ['alarms', { ...allow, ...when('ArnLike', 'aws:SourceArn', 'arn:aws:cloudwatch:*:*:alarm:*') }, 'allowed'],
  [
    'other alarms',
    { ...allow, ...when('ArnLike', 'aws:SourceArn', 'arn:aws:cloudwatch:*:*:alarm:web-*') },
    'notAllowed',
  ],
  ['all but an account', { ...allow, ...when('StringNotEquals', 'aws:SourceAccount', '111122223333') }, 'notAllowed'],
  ['an unknown key', { ...allow, ...when('StringEquals', 'aws:PrincipalOrgID', 'o-1') }, 'undecided'],
  ['an unknown operator', { ...allow, ...when('DateLessThan', 'aws:SourceAccount', '1') }, 'undecided'],
  ['a key if it exists', { ...allow, ...when('StringEqualsIfExists', 'aws:SourceVpc', 'vpc-1') }, 'allowed'],
  ['nothing', [], 'notAllowed'],
])('a policy that allows %s', (_, statement, decision) => {
  expect(decide(JSON.stringify({ Statement: statement }), request)).toBe(decision);
});

test.each<[string, object, Decision]>([
  ['everything', {}, 'denied'],
  ['requests without TLS', when('Bool', 'aws:SecureTransport', 'false'), 'allowed'],
  ['requests of another organization', when('StringNotEquals', 'aws:PrincipalOrgID', 'o-1'), 'undecided'],
])('a policy that allows the service, and denies %s', (_, condition, decision) => {
  expect(decide(JSON.stringify({ Statement: [allow, { ...deny, ...condition }] }), request)).toBe(decision);
});

test.each<[string, string | undefined]>([
  ['no policy', undefined],
  ['no JSON', 'none'],
])('%s allows nothing', (_, policy) => {
  expect(decide(policy, request)).toBe('notAllowed');
});

test('a statement is added to those that are there', () => {
  const added = withStatement(JSON.stringify({ Id: 'mine', Statement: deny }), allow);
  expect(JSON.parse(added)).toEqual({ Version: '2012-10-17', Id: 'mine', Statement: [deny, allow] });
});

test.each<[string, unknown, Decision]>([
  ['its account', { AWS: 'arn:aws:iam::111122223333:root' }, 'allowed'],
  ['its account by number', { AWS: ['111122223333'] }, 'allowed'],
  ['everybody', '*', 'allowed'],
  ['a role of its account', { AWS: 'arn:aws:iam::111122223333:role/a' }, 'undecided'],
  ['another account', { AWS: 'arn:aws:iam::444455556666:root' }, 'notAllowed'],
  ['a service', { Service: service }, 'notAllowed'],
])('a policy that allows %s, and a role asks', (_, Principal, decision) => {
  const policy = JSON.stringify({ Statement: { ...allow, Principal } });
  expect(decide(policy, { ...request, requester: { account: '111122223333' } })).toBe(decision);
});
