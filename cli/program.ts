import { Command, CommanderError, Option } from 'commander';
import { version } from '../package.json';
import { colorsFor, exitCodes, type Io, type Output, printError, toOneLine } from './io';

/**
 * The command line. A command's code is required when it runs, so that help does not wait for what only others need.
 *
 * `parseAsync` throws CommanderError for usage errors, which are told by then, and for help and version.
 */
export function createProgram(io: Io): Command {
  const program = new Command('eks-vigil')
    .description('Watches workloads on Amazon EKS from outside the cluster and keeps one CloudWatch metric.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .exitOverride()
    .configureOutput(outputOf(io))
    .configureHelp({ styleTitle: (title) => colorsFor(io.stdout, io.env).bold(title) })
    .addHelpText('after', helpAfter)
    .showHelpAfterError('(see eks-vigil --help)');

  define(program, 'validate', 'tell every mistake in configuration files', validateHelp)
    .argument('<file...>', 'configuration files, one for each cluster')
    .addOption(outputOption('text', 'json'))
    .action(async (files, options) => {
      const { validate }: typeof import('./commands/validate') = require('./commands/validate');
      io.setExitCode(await validate(io, files, options));
    });

  define(program, 'check', 'look at the cluster now, as the function would, and publish nothing', checkHelp)
    .requiredOption('--config <file>', 'configuration file')
    .option('--kubeconfig <path>', 'kubeconfig (default: $KUBECONFIG or ~/.kube/config)')
    .option('--context <name>', 'context of the kubeconfig (default: its current one)')
    .option('--watch', 'look again every `seconds` of the configuration, until Ctrl-C')
    .addOption(outputOption('table', 'json'))
    .action(async (options) => {
      const { check }: typeof import('./commands/check') = require('./commands/check');
      io.setExitCode(await check(io, options));
    });

  define(program, 'judge', 'tell the verdicts for objects of a file, without a cluster', judgeHelp)
    .argument('<file>', 'objects in JSON or YAML as kubectl prints them, - for the standard input')
    .option('--now <time>', 'when the objects were read, such as 2026-01-31T03:15:00Z (default: now)')
    .option('--grace <duration>', 'how long a shortfall is forgiven that still serves (default: 15m)')
    .option('--down-grace <duration>', 'how long nothing at all may serve, never longer than grace (default: 5m)')
    .addOption(
      new Option('--mode <mode>', 'how many must serve (default: AllOfThem)').choices(['AllOfThem', 'AtLeastOne']),
    )
    .addOption(
      new Option('--min-ready <count>', 'in place of --mode: a number, or a percentage such as 50%').conflicts('mode'),
    )
    .option('--allow-zero', 'a workload scaled to 0 is healthy')
    .addOption(outputOption('table', 'json'))
    .action(async (file, options) => {
      const { judge }: typeof import('./commands/judge') = require('./commands/judge');
      io.setExitCode(await judge(io, file, options));
    });

  define(program, 'rbac', 'print the RBAC manifest that a configuration needs', rbacHelp)
    .requiredOption('--config <file>', 'configuration file')
    .addOption(outputOption('yaml', 'json'))
    .action(async (options) => {
      const { rbac }: typeof import('./commands/rbac') = require('./commands/rbac');
      io.setExitCode(await rbac(io, options));
    });

  define(program, 'token', 'print a token for the cluster, as exec plugin of a kubeconfig', tokenHelp)
    .requiredOption('--cluster <name>', 'name of the EKS cluster')
    .requiredOption('--region <region>', 'AWS region of the cluster')
    .action(async (options) => {
      const { token }: typeof import('./commands/token') = require('./commands/token');
      io.setExitCode(await token(io, options));
    });

  return program;
}

/** Runs one command line to its end. Never throws: errors are told on stderr. */
export async function run(args: readonly string[], io: Io): Promise<void> {
  try {
    await createProgram(io).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) printError(io, error);
    const asked = error instanceof CommanderError && error.exitCode === 0;
    io.setExitCode(asked ? exitCodes.OK : exitCodes.UNKNOWN);
  }
}

function define(program: Command, name: string, summary: string, help: string): Command {
  return program
    .command(name)
    .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
    .summary(summary)
    .addHelpText('after', help)
    .showHelpAfterError(`(see eks-vigil ${name} --help)`);
}

function outputOption(...formats: readonly [string, ...string[]]): Option {
  return new Option('--output <format>', 'format of the output').choices(formats).default(formats[0]);
}

function outputOf({ stdout, stderr, env }: Io) {
  const width = ({ columns }: Output) => columns ?? 100;
  return {
    writeOut: (text: string) => stdout.write(text),
    writeErr: (text: string) => stderr.write(text),
    // Without a line break: the hint where to find help follows on the same line.
    outputError: (text: string, write: (text: string) => void) =>
      write(`${toOneLine(text).replace(/^error:/, colorsFor(stderr, env).red('error:'))} `),
    getOutHelpWidth: () => width(stdout),
    getErrHelpWidth: () => width(stderr),
    getOutHasColors: () => colorsFor(stdout, env).isColorSupported,
    getErrHasColors: () => colorsFor(stderr, env).isColorSupported,
  };
}

const helpAfter = `
Examples:
  $ eks-vigil validate config/prod.yaml
  $ eks-vigil check --config config/prod.yaml
  $ eks-vigil rbac --config config/prod.yaml | kubectl apply -f -

Exit codes: 0 OK, 1 WARNING (something is progressing), 2 CRITICAL (something is unhealthy),
3 UNKNOWN (something cannot be told, or the command was used wrongly).`;

const validateHelp = `
Examples:
  $ eks-vigil validate config/prod.yaml
  $ eks-vigil validate config/*.yaml
  $ eks-vigil validate config/prod.yaml --output json

Exit codes: 0 valid (warnings may remain), 3 at least one error.`;

const checkHelp = `
Examples:
  $ eks-vigil check --config config/prod.yaml
  $ eks-vigil check --config config/prod.yaml --context prod --watch
  $ eks-vigil check --config config/prod.yaml --output json | jq .value

It reads with the permissions of the kubeconfig's user, not with those of the function.

Exit codes: 0 all healthy, 1 something is progressing, 2 something is unhealthy, 3 something is unknown.`;

const judgeHelp = `
Examples:
  $ kubectl get deploy,sts,ds,pods -n monitoring -o json --show-managed-fields | eks-vigil judge -
  $ eks-vigil judge last-night.json --now 2026-01-31T03:15:00Z
  $ eks-vigil judge web.yaml --mode AtLeastOne --grace 0 --output json | jq -r '.[].reason'

Pods, Nodes, Jobs and EndpointSlices are evidence for the workloads beside them, and the Lease
kube-system/kube-controller-manager tells whether their statuses are fresh. The managed fields tell since when something
is short: without them it may get no grace. JSON is read faster than YAML.

--output json prints a list of { kind, namespace, name, verdict, reason, message, since }, null where there is none.

Exit codes: 0 all healthy, 1 something is progressing, 2 something is unhealthy, 3 something is unknown.`;

const rbacHelp = `
Examples:
  $ eks-vigil rbac --config config/prod.yaml | kubectl apply -f -
  $ eks-vigil rbac --config config/prod.yaml | kubectl diff -f -`;

const tokenHelp = `
Examples:
  $ eks-vigil token --cluster prod --region eu-central-1

In a kubeconfig:
  users:
    - name: prod
      user:
        exec:
          apiVersion: client.authentication.k8s.io/v1
          command: eks-vigil
          args: [token, --cluster, prod, --region, eu-central-1]
          interactiveMode: Never

The AWS credentials are found as the AWS CLI finds them (environment, AWS_PROFILE, SSO, roles of EC2 and containers).`;
