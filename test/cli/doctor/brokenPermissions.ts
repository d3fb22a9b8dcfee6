import { minute } from '../../support/objects/clock';
import { web } from '../kubectlObjects';
import type { BrokenLink } from './brokenLink';
import { clusterAt, role } from './chain';
import { awsAuth } from './chainFixture';

const mode = (authenticationMode: string) => ({ accessConfig: { authenticationMode } });
const entry = (kubernetesGroups: readonly string[]) => () => ({
  accessEntry: { principalArn: role, type: 'STANDARD', username: 'eks-vigil', kubernetesGroups },
});
const deploy = /npx cdk deploy -c config=\S+prod\.yaml/;
const map = /eksctl create iamidentitymapping --cluster prod .* --group eks-vigil/;

/** From the role to the targets. */
export const brokenPermissions: readonly BrokenLink[] = [
  {
    name: 'access entries in mode CONFIG_MAP',
    broken: {
      config: { access: 'accessEntry' },
      aws: (server) => ({ 'eks:DescribeCluster': clusterAt(server, mode('CONFIG_MAP')) }),
    },
    link: 'authentication',
    evidence: /mode CONFIG_MAP, access: accessEntry: access entries have no effect/,
    fix: /update-cluster-config .* authenticationMode=API_AND_CONFIG_MAP/,
  },
  {
    name: 'aws-auth in mode API',
    broken: { aws: (server) => ({ 'eks:DescribeCluster': clusterAt(server, mode('API')) }) },
    link: 'authentication',
    evidence: /mode API, access: eksctl: the cluster does not read aws-auth/,
    fix: /access: accessEntry/,
  },
  {
    name: 'no access entry in mode API',
    broken: {
      config: { access: 'accessEntry' },
      aws: (server) => ({ 'eks:DescribeCluster': clusterAt(server, mode('API')) }),
    },
    link: 'mapping',
    evidence: /there is no access entry for .*role\/eks-vigil-eu-central-1-prod/,
    fix: deploy,
  },
  {
    name: 'an access entry without the group, which overrides aws-auth',
    broken: { aws: () => ({ 'eks:DescribeAccessEntry': entry(['viewers']) }) },
    link: 'mapping',
    evidence: /has the type STANDARD and the groups viewers, but not eks-vigil; it overrides aws-auth/,
    fix: /aws eks update-access-entry .* --kubernetes-groups viewers eks-vigil/,
  },
  {
    name: 'no entry in aws-auth',
    broken: { objects: [awsAuth([])] },
    link: 'mapping',
    evidence: /aws-auth has no entry for .*role\/eks-vigil-eu-central-1-prod/,
    fix: map,
  },
  {
    name: 'an entry in aws-auth for the role with a path',
    broken: { objects: [awsAuth([{ rolearn: role.replace('role/', 'role/teams/'), groups: ['eks-vigil'] }])] },
    link: 'mapping',
    evidence: /has a path, with which aws-auth never matches a role/,
    fix: /eksctl delete iamidentitymapping .*role\/teams\/eks-vigil/,
  },
  {
    name: 'an entry in aws-auth with another group',
    broken: { objects: [awsAuth([{ rolearn: role, groups: ['viewers'] }])] },
    link: 'mapping',
    evidence: /aws-auth maps .* to the groups viewers, but not to eks-vigil/,
    fix: map,
  },
  {
    name: 'two entries in aws-auth, of which the last one has another group',
    broken: {
      objects: [
        awsAuth([
          { rolearn: role, groups: ['eks-vigil'] },
          { rolearn: role, groups: ['viewers'] },
        ]),
      ],
    },
    link: 'mapping',
    evidence: /the groups viewers, but not to eks-vigil, in the last of 2 entries, which overrides the others/,
    fix: map,
  },
  {
    name: 'aws-auth that is not valid YAML',
    broken: { objects: [awsAuth('- rolearn: [')] },
    link: 'mapping',
    evidence: /aws-auth maps no role at all/,
    fix: /kubectl edit configmap aws-auth/,
  },
  {
    name: 'aws-auth that may not be read',
    broken: { authorize: ({ resource }) => resource !== 'configmaps' },
    link: 'mapping',
    state: 'unknown',
    evidence: /aws-auth could not be read: the user of the kubeconfig is not allowed to get it/,
    fix: /kubectl get configmap aws-auth/,
  },
  {
    name: 'a group that lacks a permission',
    broken: { authorize: ({ resource }, group) => group !== 'eks-vigil' || resource !== 'deployments' },
    link: 'permissions',
    evidence: /group eks-vigil lacks 1 of 5 permissions/,
    fix: /eks-vigil rbac --config \S+ \| kubectl apply -f -/,
  },
  {
    name: 'a person who may not impersonate',
    broken: { mayImpersonate: false },
    link: 'permissions',
    state: 'unknown',
    evidence: /may not impersonate the user and the group eks-vigil/,
    fix: /--as-role/,
  },
  {
    name: 'an unhealthy target',
    broken: { objects: [web(0)] },
    link: 'targets',
    evidence: /1 of 1 targets is unhealthy: Deployment shop\/web \(NoneReady\)/,
    fix: /eks-vigil check --config/,
  },
  {
    name: 'a target that may not be read',
    broken: { authorize: ({ resource }, group) => group !== undefined || resource !== 'deployments' },
    link: 'targets',
    state: 'unknown',
    evidence: /1 of 1 targets is unknown: Deployment shop\/web \(Forbidden\)/,
    fix: /eks-vigil check --config/,
  },
  {
    name: 'a machine whose clock is late',
    broken: { clock: -7 * minute },
    link: 'clock',
    evidence: /this machine is 7m behind AWS/,
    fix: /timedatectl set-ntp true/,
  },
  {
    name: 'an API server whose clock is ahead',
    broken: { apiServerClock: 3 * minute },
    link: 'clock',
    evidence: /the API server is 3m ahead of AWS/,
    fix: /AWS Support/,
  },
];
