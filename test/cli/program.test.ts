import { version } from '../../package.json';
import { eksVigil } from './commandLine';

describe('a usage error is one line on stderr with a hint about --help, and the exit code is UNKNOWN', () => {
  test.each<[string, string[], string]>([
    ['a misspelled command', ['validat'], "unknown command 'validat' (Did you mean validate?) (see eks-vigil --help)"],
    ['a misspelled option', ['--verson'], "unknown option '--verson' (Did you mean --version?) (see eks-vigil --help)"],
    [
      'a misspelled option of a command',
      ['check', '--config', 'a.yaml', '--wacth'],
      "unknown option '--wacth' (Did you mean --watch?) (see eks-vigil check --help)",
    ],
    ['no file', ['validate'], "missing required argument 'file' (see eks-vigil validate --help)"],
    ['no objects', ['judge'], "missing required argument 'file' (see eks-vigil judge --help)"],
    ['no configuration', ['rbac'], "required option '--config <file>' not specified (see eks-vigil rbac --help)"],
    [
      'an unknown format',
      ['check', '--config', 'a.yaml', '--output', 'yml'],
      "option '--output <format>' argument 'yml' is invalid. Allowed choices are table, json. (see eks-vigil check --help)",
    ],
    [
      'too many arguments',
      ['rbac', '--config', 'a.yaml', 'b.yaml'],
      "too many arguments for 'rbac'. Expected 0 arguments but got 1. (see eks-vigil rbac --help)",
    ],
  ])('%s', async (_, args, message) => {
    expect(await eksVigil(args)).toEqual({ stdout: '', stderr: `error: ${message}\n`, exitCode: 3 });
  });

  test('without a command, help is printed', async () => {
    const { stdout, stderr, exitCode } = await eksVigil([]);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Usage: eks-vigil/);
    expect(exitCode).toBe(3);
  });
});

test('--version prints the version of the package', async () => {
  expect(await eksVigil(['--version'])).toEqual({ stdout: `${version}\n`, stderr: '', exitCode: 0 });
});

describe('help', () => {
  test.each<[string[], string]>([
    [['--help'], '$ eks-vigil rbac --config config/prod.yaml | kubectl apply -f -'],
    [['validate', '--help'], '$ eks-vigil validate config/*.yaml'],
    [['check', '--help'], '$ eks-vigil check --config config/prod.yaml --context prod --watch --interval 5s'],
    [['doctor', '--help'], '$ eks-vigil doctor --config config/prod.yaml --context prod --as-role'],
    [
      ['judge', '--help'],
      '$ kubectl get deploy,sts,ds,pods -n monitoring -o json --show-managed-fields | eks-vigil judge -',
    ],
    [['history', '--help'], '$ eks-vigil history --config config/prod.yaml --hours 3 --until 2026-01-31T06:00:00Z'],
    [['mute', '--help'], '$ eks-vigil mute --config config/prod.yaml --for 2h --reason "node upgrade, ticket 123"'],
    [['unmute', '--help'], '$ eks-vigil unmute --config config/prod.yaml'],
    [['drill', '--help'], '$ eks-vigil drill --config config/prod.yaml --alarm ticket --yes'],
    [['rbac', '--help'], '$ eks-vigil rbac --config config/prod.yaml | kubectl apply -f -'],
    [['help', 'token'], '$ eks-vigil token --cluster prod --region eu-central-1'],
  ])('%j contains an example', async (args, example) => {
    const { stdout, stderr, exitCode } = await eksVigil(args);
    expect(stdout).toContain(`\n  ${example}\n`);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  });
});

describe('color', () => {
  const sequence = '\u001b[';

  test.each<[string, { isTerminal: boolean; env: Record<string, string> }, boolean]>([
    ['on a terminal', { isTerminal: true, env: {} }, true],
    ['on a terminal with an empty NO_COLOR', { isTerminal: true, env: { NO_COLOR: '' } }, true],
    ['on a terminal with NO_COLOR', { isTerminal: true, env: { NO_COLOR: '1' } }, false],
    ['on a dumb terminal', { isTerminal: true, env: { TERM: 'dumb' } }, false],
    ['not on a terminal', { isTerminal: false, env: {} }, false],
  ])('%s', async (_, options, colored) => {
    const help = await eksVigil(['--help'], options);
    const usageError = await eksVigil(['validat'], options);
    const diagnostic = await eksVigil(['validate', 'missing.yaml'], options);
    const shown = [help.stdout, usageError.stderr, diagnostic.stdout].map((text) => text.includes(sequence));
    expect(shown).toEqual([colored, colored, colored]);
  });
});
