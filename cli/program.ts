import { Command, CommanderError, Option } from 'commander';
import { toOneLine } from '../model/safeText';
import { severities } from '../model/severity';
import { version } from '../package.json';
import {
  checkHelp,
  discoverHelp,
  doctorHelp,
  drillHelp,
  expandHelp,
  historyHelp,
  judgeHelp,
  muteHelp,
  programHelp,
  rbacHelp,
  tokenHelp,
  unmuteHelp,
  validateHelp,
  zonesHelp,
} from './help';
import { colorsFor, exitCodes, type Io, type Output, printError } from './io';

/**
 * Creates the command line. The code of a command is loaded when the command runs, so that help starts fast.
 *
 * `parseAsync` throws CommanderError for help, for the version, and for usage errors, which are already printed.
 */
export function createProgram(io: Io): Command {
  const program = new Command('eks-vigil')
    .description('Watches EKS workloads from outside the cluster and publishes one CloudWatch metric.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .exitOverride()
    .configureOutput(createOutputConfiguration(io))
    .configureHelp({ styleTitle: (title) => colorsFor(io.stdout, io.env).bold(title) })
    .addHelpText('after', programHelp)
    .showHelpAfterError('(see eks-vigil --help)');

  define(program, 'discover', 'write a configuration for what a cluster runs', discoverHelp)
    .option('--namespace <name...>', 'only these namespaces (default: all)')
    .option('--output <file>', 'write to this file, which must not exist (default: stdout)')
    .option('--kubeconfig <path>', 'kubeconfig (default: $KUBECONFIG or ~/.kube/config)')
    .option('--context <name>', 'context of the kubeconfig (default: the current context)')
    .action(async (options) => {
      const { discover }: typeof import('./commands/discover') = require('./commands/discover');
      io.setExitCode(await discover(io, options));
    });

  define(program, 'validate', 'report all problems in configuration files', validateHelp)
    .argument('<file...>', 'configuration files, one per cluster')
    .addOption(outputOption('text', 'json'))
    .action(async (files, options) => {
      const { validate }: typeof import('./commands/validate') = require('./commands/validate');
      io.setExitCode(await validate(io, files, options));
    });

  define(program, 'check', 'read the cluster now, as the function does, and publish nothing', checkHelp)
    .requiredOption('--config <file>', 'configuration file')
    .option('--kubeconfig <path>', 'kubeconfig (default: $KUBECONFIG or ~/.kube/config)')
    .option('--context <name>', 'context of the kubeconfig (default: the current context)')
    .option('--problems', 'print only what is not healthy')
    .option('--watch', 'repeat until Ctrl-C, and mark what changed with *')
    .option('--interval <duration>', 'between two checks of --watch, from 1s to 1h (default: `seconds` of the file)')
    .addOption(outputOption('table', 'json'))
    .action(async (options) => {
      const { check }: typeof import('./commands/check') = require('./commands/check');
      io.setExitCode(await check(io, options));
    });

  define(program, 'doctor', 'check every link from the configuration to the notification, with fixes', doctorHelp)
    .requiredOption('--config <file>', 'configuration file')
    .option('--stack <name>', 'the stack of your own CDK app in which the construct is')
    .option('--as-role', 'ask for the permissions as the role of the function, which must trust you')
    .option('--kubeconfig <path>', 'kubeconfig (default: $KUBECONFIG or ~/.kube/config)')
    .option('--context <name>', 'context of the kubeconfig (default: the current context)')
    .addOption(outputOption('table', 'json'))
    .action(async (options) => {
      const { doctor }: typeof import('./commands/doctor') = require('./commands/doctor');
      io.setExitCode(await doctor(io, options));
    });

  define(program, 'history', 'show what happened and when, from the log, the metric and the alarms', historyHelp)
    .requiredOption('--config <file>', 'configuration file')
    .option('--hours <number>', 'how many hours, up to 336 (14 days)', '24')
    .option('--until <time>', 'the end, such as 2026-01-31T06:00:00Z (default: now)')
    .option('--log-group <name>', "log group of the function (default: from the stack's outputs)")
    .addOption(outputOption('table', 'json', 'svg'))
    .action(async (options) => {
      const { history }: typeof import('./commands/history') = require('./commands/history');
      io.setExitCode(await history(io, options));
    });

  define(program, 'zones', 'show in which zones pods are, and what the traffic between zones costs', zonesHelp)
    .requiredOption('--config <file>', 'configuration file')
    .option('--traffic', 'also the bytes that crossed zones, which needs zoneTraffic in the file')
    .option('--hours <number>', 'for --traffic: how many hours, up to 744 (31 days)', '24')
    .option('--usd-per-gb <price>', 'for --traffic: price of a GB that crosses a zone (default: 0.02, the list price)')
    .option('--bucket <name>', "for --traffic: bucket of the results (default: from the stack's outputs)")
    .option('--kubeconfig <path>', 'kubeconfig (default: $KUBECONFIG or ~/.kube/config)')
    .option('--context <name>', 'context of the kubeconfig (default: the current context)')
    .addOption(outputOption('table', 'json'))
    .action(async (options) => {
      const { zones }: typeof import('./commands/zones') = require('./commands/zones');
      io.setExitCode(await zones(io, options));
    });

  define(program, 'mute', 'mute the alarms for some time', muteHelp)
    .requiredOption('--config <file>', 'configuration file')
    .requiredOption('--for <duration>', 'how long, such as 2h or 1h30m: full minutes, up to 15d')
    .requiredOption('--reason <text>', 'why, for those who look at the history')
    .addOption(
      new Option('--severity <severity>', 'only the alarms that notify these (default: all)').choices(severities),
    )
    .action(async (options) => {
      const { mute }: typeof import('./commands/mute') = require('./commands/mute');
      io.setExitCode(await mute(io, options));
    });

  define(program, 'unmute', 'end what mute began', unmuteHelp)
    .requiredOption('--config <file>', 'configuration file')
    .action(async (options) => {
      const { unmute }: typeof import('./commands/unmute') = require('./commands/unmute');
      io.setExitCode(await unmute(io, options));
    });

  define(program, 'drill', 'fire an alarm on purpose, and report what it notified', drillHelp)
    .requiredOption('--config <file>', 'configuration file')
    .option('--alarm <alarm>', 'such as health, blind or scaling-failing: the end of its name', 'health')
    .option('--yes', 'do not ask')
    .action(async (options) => {
      const { drill }: typeof import('./commands/drill') = require('./commands/drill');
      io.setExitCode(await drill(io, options));
    });

  define(program, 'judge', 'judge objects in a file, without a cluster', judgeHelp)
    .argument(
      '<file>',
      'objects in JSON or YAML, as printed by kubectl, or by `aws eks describe-…`; - for standard input',
    )
    .option('--now <time>', 'time when the objects were read, such as 2026-01-31T03:15:00Z (default: now)')
    .option('--grace <duration>', 'how long too few ready replicas are tolerated (default: 15m)')
    .option('--down-grace <duration>', 'how long no ready replicas are tolerated, limited by --grace (default: 5m)')
    .addOption(
      new Option('--mode <mode>', 'how many replicas must be ready (default: AllOfThem)').choices([
        'AllOfThem',
        'AtLeastOne',
      ]),
    )
    .addOption(
      new Option(
        '--min-ready <count>',
        'instead of --mode: a number of replicas, or a percentage such as 50%',
      ).conflicts('mode'),
    )
    .option('--allow-zero', 'treat a workload scaled to 0 as healthy')
    .addOption(outputOption('table', 'json'))
    .action(async (file, options) => {
      const { judge }: typeof import('./commands/judge') = require('./commands/judge');
      io.setExitCode(await judge(io, file, options));
    });

  define(program, 'expand', 'print a configuration with its presets expanded', expandHelp)
    .requiredOption('--config <file>', 'configuration file')
    .addOption(outputOption('yaml', 'json'))
    .action(async (options) => {
      const { expand }: typeof import('./commands/expand') = require('./commands/expand');
      io.setExitCode(await expand(io, options));
    });

  define(program, 'rbac', 'print the RBAC manifest that a configuration needs', rbacHelp)
    .requiredOption('--config <file>', 'configuration file')
    .addOption(outputOption('yaml', 'json'))
    .action(async (options) => {
      const { rbac }: typeof import('./commands/rbac') = require('./commands/rbac');
      io.setExitCode(await rbac(io, options));
    });

  define(program, 'token', 'print a token for a cluster, for use as a kubeconfig exec plugin', tokenHelp)
    .requiredOption('--cluster <name>', 'name of the EKS cluster')
    .requiredOption('--region <region>', 'AWS region of the cluster')
    .action(async (options) => {
      const { token }: typeof import('./commands/token') = require('./commands/token');
      io.setExitCode(await token(io, options));
    });

  return program;
}

/** Runs one command line. Never throws: errors are printed to stderr. */
export async function runCommandLine(args: readonly string[], io: Io): Promise<void> {
  try {
    await createProgram(io).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) printError(io, error);
    const isHelp = error instanceof CommanderError && error.exitCode === 0;
    io.setExitCode(isHelp ? exitCodes.OK : exitCodes.UNKNOWN);
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
  return new Option('--output <format>', 'output format').choices(formats).default(formats[0]);
}

function createOutputConfiguration({ stdout, stderr, env }: Io) {
  const width = ({ columns }: Output) => columns ?? 100;
  return {
    writeOut: (text: string) => stdout.write(text),
    writeErr: (text: string) => stderr.write(text),
    // Without a line break, because the hint about --help follows on the same line.
    outputError: (text: string, write: (text: string) => void) =>
      write(`${toOneLine(text).replace(/^error:/, colorsFor(stderr, env).red('error:'))} `),
    getOutHelpWidth: () => width(stdout),
    getErrHelpWidth: () => width(stderr),
    getOutHasColors: () => colorsFor(stdout, env).isColorSupported,
    getErrHasColors: () => colorsFor(stderr, env).isColorSupported,
  };
}
