import { Document } from './documents';
import { rehearseConstruct } from './scenarios/construct';
import { rehearseFleet } from './scenarios/fleet';
import { signInToCluster } from './scenarios/person';
import { rehearsePrivateCluster } from './scenarios/privateCluster';
import { rehearseUpgrade } from './scenarios/upgrade';
import { startGround } from './startGround';

const readme = new Document('README.md');
const runbook = new Document('docs/operations.md');
const fleets = new Document('docs/fleets.md');
const construct = new Document('docs/construct.md');
const networkAndAccess = new Document('docs/network-and-access.md');
// All scenarios share one start of the services, and run in this order.
const getGround = startGround(readme);

describe('the person', () => signInToCluster(getGround));
describe('two accounts and three clusters', () => rehearseFleet(getGround, readme, runbook, fleets));
describe('an upgrade', () => rehearseUpgrade(getGround));
describe('the construct in another app', () => rehearseConstruct(getGround, construct));
describe('a private cluster', () => rehearsePrivateCluster(getGround, networkAndAccess));
