import { describeRestriction } from '../../model/restrictedReads';

const secret = /^a Secret has no health, and the function must not read it; watch the workload that uses it$/;
const notPlural = /is not the plural of a resource; subresources and wildcards cannot be read$/;

test.each<[group: string, resource: string, message: RegExp]>([
  ['', 'secrets', secret],
  ['', 'serviceaccounts/token', notPlural],
  ['', 'secrets/status', notPlural],
  ['', 'pods/log', notPlural],
  ['', 'Secrets', notPlural],
  ['', ' secrets', notPlural],
  ['', '', notPlural],
  ['', '*', notPlural],
  ['apps', '*/scale', notPlural],
  ['*', 'secrets', /^"\*" is not an API group$/],
  ['authentication.k8s.io', 'tokenreviews', /about tokens/],
  ['authentication.k8s.io', 'tokenrequests', /about tokens/],
  ['authentication.k8s.io', 'selfsubjectreviews', /about tokens/],
  ['authorization.k8s.io', 'subjectaccessreviews', /about permissions/],
  ['authorization.k8s.io', 'localsubjectaccessreviews', /about permissions/],
  ['authorization.k8s.io', 'selfsubjectaccessreviews', /about permissions/],
  ['authorization.k8s.io', 'selfsubjectrulesreviews', /about permissions/],
  ['', 'selfsubjectaccessreviews', /^reviews and token requests/],
  ['aggregated.example.com', 'tokenreviews', /^reviews and token requests/],
  ['certificates.k8s.io', 'certificatesigningrequests', /request for credentials/],
])('%s %s may not be read', (group, resource, message) => {
  expect(describeRestriction({ group, version: 'v1', resource })).toMatch(message);
});

test.each<[group: string, resource: string]>([
  ['', 'configmaps'],
  ['', 'serviceaccounts'],
  ['apps', 'deployments'],
  ['external-secrets.io', 'externalsecrets'],
  ['secretsmanager.services.k8s.aws', 'secrets'],
  ['certificates.k8s.io', 'clustertrustbundles'],
])('%s %s may be read', (group, resource) => {
  expect(describeRestriction({ group, version: 'v1', resource, namespace: 'shop', name: 'web.v1' })).toBeUndefined();
});

test.each([
  { namespace: '../secrets' },
  { namespace: '..' },
  { name: 'shop/secrets' },
  { name: 'shop%2Fsecrets' },
  { name: '.' },
  { name: '' },
  { namespace: '' },
  { version: '..' },
])('%j would change the path', (where) => {
  expect(describeRestriction({ group: '', version: 'v1', resource: 'namespaces', ...where })).toMatch(
    / is not valid in a path$/,
  );
});
