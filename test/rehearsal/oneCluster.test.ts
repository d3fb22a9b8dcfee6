import { Document } from './documents';
import { rehearseDeployment } from './scenarios/deployment';
import { rehearseDiagnosis } from './scenarios/diagnosis';
import { checkCommands } from './scenarios/documents';
import { rehearseFullConfiguration } from './scenarios/fullConfiguration';
import { signInToCluster } from './scenarios/person';
import { rehearsePodMetrics } from './scenarios/podMetrics';
import { rehearseScaling } from './scenarios/scaling';
import { rehearseZoneTraffic } from './scenarios/zoneTraffic';
import { startGround } from './startGround';

const readme = new Document('README.md');
const runbook = new Document('docs/operations.md');
// All scenarios share one start of the services, and run in this order.
const getGround = startGround(readme);

describe('the person', () => signInToCluster(getGround));
describe('a deployment', () => rehearseDeployment(getGround, readme, runbook));
describe('a full configuration', () => rehearseFullConfiguration(getGround));
describe('pod metrics', () => rehearsePodMetrics(getGround));
describe('scaling', () => rehearseScaling(getGround));
describe('traffic between zones', () => rehearseZoneTraffic(getGround));
describe('a diagnosis', () => rehearseDiagnosis(getGround));
describe('the documents', () => checkCommands(getGround, [readme, runbook]));
