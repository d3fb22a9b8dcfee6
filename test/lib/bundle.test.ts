import { bundledPackages, functionMetafile } from '../support/bundle';

const packages = bundledPackages(functionMetafile);

test('the function loads no package at its start that not every run uses', () => {
  expect(
    packages
      .filter(({ atStart }) => atStart > 0)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([
    '@aws-sdk/client-cloudwatch',
    '@aws-sdk/client-eks',
    '@aws-sdk/core',
    '@aws-sdk/credential-provider-env',
    // The clients import these themselves.
    '@aws-sdk/credential-provider-node',
    '@aws-sdk/xml-builder',
    '@aws/lambda-invoke-store',
    // The error of a response, without the rest of the client.
    '@kubernetes/client-node',
    '@smithy/core',
    '@smithy/middleware-compression',
    '@smithy/node-http-handler',
    // Signs the token.
    '@smithy/signature-v4',
    '@smithy/types',
    'eks-vigil',
  ]);
  expect(packages.find(({ name }) => name === '@kubernetes/client-node')?.atStart).toBeLessThan(1000);
});

test('the parser of schedules is loaded when a CronJob is judged', () => {
  expect(packages.find(({ name }) => name === 'croner')).toMatchObject({ atStart: 0 });
});
