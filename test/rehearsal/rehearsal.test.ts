import { Document } from './documents';
import { Ground } from './ground';
import { rehearseConstruct } from './scenarios/construct';
import { rehearseDeployment } from './scenarios/deployment';
import { rehearseDiagnosis } from './scenarios/diagnosis';
import { checkCommands } from './scenarios/documents';
import { rehearseFleet } from './scenarios/fleet';
import { rehearseFullConfiguration } from './scenarios/fullConfiguration';
import { signInToCluster } from './scenarios/person';
import { rehearsePrivateCluster } from './scenarios/privateCluster';
import { rehearseUpgrade } from './scenarios/upgrade';

const readme = new Document('README.md');
const runbook = new Document('docs/operations.md');
const fleets = new Document('docs/fleets.md');
const construct = new Document('docs/construct.md');
const networkAndAccess = new Document('docs/network-and-access.md');
let ground: Ground;
const getGround = () => ground;

// All scenarios share one start of the services, and run in this order.
beforeAll(async () => {
  ground = await Ground.start();
  await ground.run('cp config/minimal.yaml config/prod.yaml');
  await ground.run(readme.command('npx cdk bootstrap'));
});
afterAll(() => ground.stop());

describe('the person', () => signInToCluster(getGround));
describe('a deployment', () => rehearseDeployment(getGround, readme, runbook));
describe('two accounts and three clusters', () => rehearseFleet(getGround, readme, runbook, fleets));
describe('an upgrade', () => rehearseUpgrade(getGround));
describe('a full configuration', () => rehearseFullConfiguration(getGround));
describe('a diagnosis', () => rehearseDiagnosis(getGround));
describe('the construct in another app', () => rehearseConstruct(getGround, construct));
describe('a private cluster', () => rehearsePrivateCluster(getGround, networkAndAccess));
describe('the documents', () => checkCommands(getGround, [readme, runbook]));
