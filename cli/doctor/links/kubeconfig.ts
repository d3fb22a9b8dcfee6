import type { Connection } from '../../../lambda/kubernetes/clusterAccess';
import { record, text } from '../../../model/json';
import { ok, unknown } from '../finding';
import { defineLink } from '../link';
import { createReviews, type ReviewAnswer } from '../reviewClient';

interface KubeconfigFacts {
  readonly connection: Connection;
  /** Of the cluster, as EKS describes it; undefined if it does not. */
  readonly described: Connection | undefined;
  /** Who the API server says you are. */
  readonly answer: ReviewAnswer | undefined;
}

/** Not part of the chain itself, but without it, nothing can be asked about the cluster: it is never failing. */
export const kubeconfig = defineLink<KubeconfigFacts>({
  id: 'kubeconfig',
  title: 'your kubeconfig gives access to the cluster',
  read: async (sources) => {
    const { access } = sources;
    const [connection, headers] = [await access.connection(), await access.headers()];
    const cluster = await sources.cluster().catch(() => undefined);
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const [answer] = await createReviews(connection, headers, [review]);
    return { connection, described: cluster?.state === 'found' ? cluster.info.connection : undefined, answer };
  },
  judge: ({ connection: { server, tls }, described, answer }, { config: { cluster } }) => {
    const update = `aws eks update-kubeconfig --name ${cluster.name} --region ${cluster.region}`;
    if (answer?.status === 401) return unknown(`${server} does not accept the credentials of the kubeconfig`, update);
    // Before Kubernetes 1.28, there is no such review.
    const user = text(record(record(record(answer?.body).status).userInfo).username) ?? 'a user it does not name';
    // A tunnel has another address, but the cluster has its own CA.
    const isSame = described === undefined || server === described.server || isSameCa(tls.ca, described.tls.ca);
    return isSame
      ? ok(`${server} accepts you as ${user}`)
      : unknown(
          `the kubeconfig points to ${server}, but the endpoint of ${cluster.name} is ${described.server}`,
          update,
        );
  },
});

function isSameCa(one: unknown, other: unknown): boolean {
  return String(one).trim() === String(other).trim();
}
