import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resourceOf, type Template } from '../../support/synthesis';
import { type Ground, region } from '../ground';

const ids = 'subnets: [subnet-0123456789abcdef0, subnet-0fedcba9876543210]';
/** What is added to config/minimal.yaml, by the name of the cluster. */
const variants = {
  private: `
name: second
access: accessEntry
network: { vpc: vpc-0123456789abcdef0, ${ids}, clusterSecurityGroup: sg-0123456789abcdef0 }
`,
  peered: `
network: { ${ids}, securityGroups: [sg-0fedcba9876543210] }
`,
};

/** Stacks that are not deployed here, because the services have no VPC and no access entries: cfn-lint checks their templates. */
export function lintVariants(ground: () => Ground): void {
  test('cfn-lint finds nothing in the templates with network and access entries', async () => {
    const folder = join(ground().project, 'variants');
    mkdirSync(folder);
    const minimal = readFileSync(join(ground().project, 'config/minimal.yaml'), 'utf8');
    for (const [cluster, added] of Object.entries(variants)) {
      const text = minimal.replaceAll(/(name|value): prod\b/g, `$1: ${cluster}`);
      writeFileSync(join(folder, `${cluster}.yaml`), `${text}${added}`);
    }
    await ground().run('npx cdk synth --quiet -c config=variants --output variants/out');
    const template = (stack: string) =>
      JSON.parse(readFileSync(join(folder, `out/${stack}.template.json`), 'utf8')) as Template;
    const withGroup = template(`eks-vigil-second-${region}-private`);
    resourceOf(withGroup, 'AWS::EC2::SecurityGroup');
    resourceOf(withGroup, 'AWS::EC2::SecurityGroupIngress');
    resourceOf(withGroup, 'AWS::EKS::AccessEntry');
    const { VpcConfig } = resourceOf(template(`eks-vigil-${region}-peered`), 'AWS::Lambda::Function').Properties;
    expect(VpcConfig).toMatchObject({ SecurityGroupIds: ['sg-0fedcba9876543210'] });
    const schemas = join(__dirname, '../aws/schemas.py');
    await ground().run(`"${ground().tools.python}" -B "${schemas}" ${region} variants/out/*.template.json`);
  });
}
