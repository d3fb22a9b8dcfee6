import type { Row } from './fault';
import { answers } from './rows/answers';
import { cluster } from './rows/cluster';
import { credentialFaults } from './rows/credentials';
import { evidence } from './rows/evidence';
import { http2 } from './rows/http2';
import { indiscretion } from './rows/indiscretion';
import { lists } from './rows/lists';
import { network } from './rows/network';
import { publication } from './rows/publication';
import { statuses } from './rows/statuses';
import { time } from './rows/time';

const way = 'The way to the API server';
const unreadable = 'Answers that do not come, do not end, or cannot be read';

/** The chapters whose faults are below HTTP: they are played over HTTP/1.1 as well. */
export const chaptersOfBothProtocols: readonly string[] = [way, unreadable];

/** The fault matrix by its chapters. */
export const matrix: Readonly<Record<string, readonly Row[]>> = {
  [way]: network,
  [unreadable]: answers,
  'HTTP/2': http2,
  'Answers of an error': statuses,
  'Lists of several pages': lists,
  'Proof and evidence': evidence,
  'What EKS tells of the cluster': cluster,
  Credentials: credentialFaults,
  'Clocks, events and time': time,
  'The publication': publication,
  'Secrets where something could be echoed': indiscretion,
};
