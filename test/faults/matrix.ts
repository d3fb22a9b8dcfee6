import type { Row } from './fault';
import { access } from './rows/access';
import { credentialFaults } from './rows/credentials';
import { clusterFaults } from './rows/describeCluster';
import { eksResources } from './rows/eksResources';
import { errorStatuses } from './rows/errorStatuses';
import { events } from './rows/events';
import { evidence } from './rows/evidence';
import { heartbeat } from './rows/heartbeat';
import { http2 } from './rows/http2';
import { lists } from './rows/lists';
import { responses } from './rows/malformedResponses';
import { namedLists } from './rows/namedLists';
import { network } from './rows/network';
import { probes } from './rows/probes';
import { publication } from './rows/publication';
import { replacement } from './rows/replacement';
import { secrets } from './rows/secretLeaks';
import { severities } from './rows/severities';
import { targetMetrics } from './rows/targetMetrics';
import { time } from './rows/time';

/** The fault matrix by its chapters. */
export const matrix: Readonly<Record<string, readonly Row[]>> = {
  'Connecting to the API server': network,
  'Missing, incomplete and unreadable responses': responses,
  'HTTP/2': http2,
  'Error statuses': errorStatuses,
  'API servers that are being replaced': replacement,
  'Lists of several pages': lists,
  'Named targets out of a list': namedLists,
  'Freshness and evidence': evidence,
  'Events that explain a shortage': events,
  'Programs that are asked through the proxy': probes,
  'The description of the cluster': clusterFaults,
  'What EKS reports': eksResources,
  'Private and restricted endpoints, and the mapping of the role': access,
  Credentials: credentialFaults,
  'Clocks, events and time': time,
  Publication: publication,
  "A dead man's switch after the publication": heartbeat,
  'Pages and tickets': severities,
  'Metrics of targets': targetMetrics,
  'Secrets in responses': secrets,
};
