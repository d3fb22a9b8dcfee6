import type { Connection } from '../../../lambda/kubernetes/clusterAccess';
import { record, text } from '../../../model/json';
import { ok, unknown } from '../finding';
import { defineLink } from '../link';
import { createReviews, type ReviewAnswer } from '../reviewClient';
import { isSameCluster } from '../sameCluster';

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
    const { status = 'nothing', body = {} } = answer ?? {};
    if (status === 401) return unknown(`${server} does not accept the credentials of the kubeconfig`, update);
    if (status === 403) {
      const why = 'it takes you for anonymous, or every authenticated user lost a default permission';
      return unknown(`${server} does not say who you are: ${why}: ${text(body.message) ?? 'Forbidden'}`, update);
    }
    if (!answered.has(status)) {
      return unknown(`${server} answered ${status} to a SelfSubjectReview: ${text(body.message) ?? 'no message'}`);
    }
    const user = text(record(record(body.status).userInfo).username) ?? 'a user it does not name';
    if (user === 'system:anonymous') return unknown(`${server} takes you for ${user}`, update);
    if (described === undefined) {
      return unknown(
        `${server} accepts you as ${user}, but EKS does not describe ${cluster.name}, so that it may be another cluster`,
        'see the link cluster',
      );
    }
    return isSameCluster({ server, tls }, described)
      ? ok(`${server} accepts you as ${user}`)
      : unknown(
          `the kubeconfig points to ${server}, but the endpoint of ${cluster.name} is ${described.server}`,
          update,
        );
  },
});

/** Before Kubernetes 1.28, there is no such review: 404 to whoever is accepted. */
const answered: ReadonlySet<number | string> = new Set([200, 201, 404]);
