import { createEntryCommand, deleteEntryCommand, eksctlCommand } from '../../model/roleMapping';

const roleArn = 'arn:aws:iam::111122223333:role/eks-vigil-eu-central-1-prod';
const mapping = { cluster: { name: 'prod', region: 'eu-central-1' }, roleArn, group: 'eks-vigil' };

test.each([
  [
    eksctlCommand,
    `eksctl create iamidentitymapping --cluster prod --region eu-central-1 --arn ${roleArn} --username eks-vigil --group eks-vigil --no-duplicate-arns`,
  ],
  [
    createEntryCommand,
    `aws eks create-access-entry --cluster-name prod --region eu-central-1 --principal-arn ${roleArn} --username eks-vigil --kubernetes-groups eks-vigil`,
  ],
  [
    deleteEntryCommand,
    `aws eks delete-access-entry --cluster-name prod --region eu-central-1 --principal-arn ${roleArn}`,
  ],
])('%p is one command', (command, expected) => {
  expect(command(mapping)).toBe(expected);
});
