/** Whether a help text has a usage line of this command: `cdk deploy …`, `Usage: eks-vigil check …`. */
export function describesCommand(help: string, command: string): boolean {
  return new RegExp(`^(Usage:\\s+)?${command}(\\s|$)`, 'm').test(help);
}

/** The options that a help text lists, such as `--all` and `-a`. */
export function optionsIn(help: string): Set<string> {
  const lists = [...help.matchAll(/^ {2,6}(--?[a-z][\w-]*(?:, --?[a-z][\w-]*)*)/gim)];
  return new Set(lists.flatMap(([, list = '']) => list.split(', ')));
}

/** The options of a command line. */
export function optionsOf(command: string): string[] {
  return [...command.matchAll(/(?<=^| )--?[a-z][\w-]*/gi)].map(([option]) => option);
}
