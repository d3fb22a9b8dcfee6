/** A command of the runbook that the tests do not run as it is. */
interface Unrun {
  readonly pattern: RegExp;
  readonly why: string;
}

/** Commands that no test runs, and why. Every other one is run on the real control plane by test/cluster/runbook.test.ts. */
export const notRun: readonly Unrun[] = [
  { pattern: /^kubectl .*\blogs\b/, why: 'nothing runs containers there: the kubelets are simulated' },
  { pattern: /^kubectl .*\bexec\b/, why: 'nothing runs containers there: the kubelets are simulated' },
  {
    pattern: /\/proxy\//,
    why: 'no program listens there: test/cluster/probes.test.ts asks real ones through the same proxies',
  },
  { pattern: /^eks-vigil /, why: 'it needs a deployment: the rehearsal checks the command and its options' },
  { pattern: /^(npm |npx --no-install)/, why: 'it installs and starts the command line: the rehearsal does so' },
  { pattern: /^npx cdk /, why: 'it needs an account: the rehearsal deploys and destroys' },
  { pattern: /^aws /, why: 'it needs an account' },
  { pattern: /^amtool /, why: 'it needs an Alertmanager with a silence' },
];

/** Words in the form of code: a program, and its arguments. */
const words = /`([a-z][\w-]* [^`]+)`/g;
/** What other programs print or evaluate. */
const noCommands: ReadonlySet<string> = new Set(['not found', 'or vector(0)', 'query timed out']);
const incidents = /## Incidents\n[\s\S]*?<!-- end of the incidents -->/;
/** What was printed for an incident; its command was run when it was recorded. */
const played = /\n<!-- played -->\n[\s\S]*?(?=\n## |$)/g;

/** The commands in the steps of the runbook, each once. */
export function commandsOf(page: string): string[] {
  const steps = page
    .replace(incidents, '')
    .replace(played, '')
    .replace(/<!--.*?-->/g, '');
  const found = [...steps.matchAll(words)].map(([, command = '']) => command);
  return [...new Set(found)].filter((command) => !noCommands.has(command)).sort();
}

export function whyNotRun(command: string): string | undefined {
  return notRun.find(({ pattern }) => pattern.test(command))?.why;
}
