/**
 * The event that kube-apiserver writes into its audit log for one request of the function, as EKS records it: one for each `get` and
 * `list`, at its end, without bodies. Sources: Kubernetes, "kube-apiserver Audit Configuration (v1)", Event; aws-iam-authenticator,
 * README (extra fields of the user).
 *
 * @param path - with its query.
 */
export function auditEvent(verb: 'get' | 'list', path: string): object {
  const name = verb === 'get' ? path.slice(path.lastIndexOf('/') + 1) : undefined;
  const principal = 'AROAEXAMPLEBENCH00001';
  const role = 'eks-vigil-eu-central-1-bench';
  const session = 'eks-vigil-eu-central-1-bench-Function76856677-0123456789ab';
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Request',
    auditID: '7b1f0c3e-52d4-4a0b-9c1d-1f2e3d4c5b6a',
    stage: 'ResponseComplete',
    requestURI: path,
    verb,
    user: {
      username: 'eks-vigil',
      uid: `aws-iam-authenticator:111122223333:${principal}`,
      groups: ['eks-vigil', 'system:authenticated'],
      extra: {
        accessKeyId: ['ASIABENCHEXAMPLE0001'],
        arn: [`arn:aws:sts::111122223333:assumed-role/${role}/${session}`],
        canonicalArn: [`arn:aws:iam::111122223333:role/${role}`],
        principalId: [principal],
        sessionName: [session],
        'sigs.k8s.io/aws-iam-authenticator/principalId': [principal],
      },
    },
    sourceIPs: ['10.0.12.34'],
    objectRef: {
      resource: 'deployments',
      namespace: 'apps',
      ...(name === undefined ? {} : { name }),
      apiGroup: 'apps',
      apiVersion: 'v1',
    },
    responseStatus: { metadata: {}, code: 200 },
    requestReceivedTimestamp: '2026-01-01T00:00:00.000000Z',
    stageTimestamp: '2026-01-01T00:00:00.000000Z',
    annotations: {
      'authorization.k8s.io/decision': 'allow',
      'authorization.k8s.io/reason':
        'RBAC: allowed by RoleBinding "eks-vigil/apps" of Role "eks-vigil" to Group "eks-vigil"',
    },
  };
}
