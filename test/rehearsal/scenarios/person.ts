import { join } from 'node:path';
import { until } from '../../cluster/until';
import type { Ground } from '../ground';

interface Review {
  readonly status: { readonly userInfo: { readonly username: string; readonly groups: readonly string[] } };
}

/** The person who deploys is an administrator of the cluster: an eksctl in EKSCTL needs that. */
export function signInToCluster(ground: () => Ground): void {
  test('the person gets in with a token of the AWS CLI', async () => {
    const kubeconfig = join(ground().folder, 'home/kubeconfig');
    await ground().run(`aws eks update-kubeconfig --name prod --kubeconfig ${kubeconfig}`);
    // Without the endpoint on loopback, for which the token would be presigned.
    const whoAmI = `env -u AWS_ENDPOINT_URL kubectl --kubeconfig ${kubeconfig} auth whoami --output json`;
    const { output } = await until(
      () => 'the authenticator has not read the mapping',
      () =>
        ground()
          .run(whoAmI)
          .catch(() => undefined),
    );
    const { username, groups } = (JSON.parse(output) as Review).status.userInfo;
    expect(username).toBe('admin');
    expect(groups).toContain('system:masters');
  });
}
