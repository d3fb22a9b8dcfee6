import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The programs that `control-plane/build` builds. */
export const programs = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'aws-iam-authenticator',
  'kwok',
  'sts',
] as const;

export type Program = (typeof programs)[number];

const howToBuild =
  'Build the programs and set their folder: export KUBEBUILDER_ASSETS=$(test/cluster/control-plane/build)';

/**
 * Finds the folder with the programs of the control plane: KUBEBUILDER_ASSETS, as in envtest of controller-runtime.
 *
 * @throws Error with everything that is missing, including kubectl on PATH, and how to install it.
 */
export async function findAssets(env: NodeJS.ProcessEnv): Promise<string> {
  const assets = env.KUBEBUILDER_ASSETS ?? '';
  const problems: string[] = [];
  if (assets === '') {
    problems.push(`KUBEBUILDER_ASSETS is not set. ${howToBuild}`);
  } else {
    const missing = await filterAsync(programs, async (program) => !(await isExecutable(join(assets, program))));
    if (missing.length > 0) {
      problems.push(`In KUBEBUILDER_ASSETS=${assets} there is no ${missing.join(', no ')}. ${howToBuild}`);
    }
  }
  if ((await findOnPath('kubectl', env)) === undefined) {
    problems.push('kubectl is not on PATH. Install it: https://kubernetes.io/docs/tasks/tools/');
  }
  if (problems.length > 0) {
    throw new Error(`The control plane for the tests cannot start.\n${problems.join('\n')}`);
  }
  return assets;
}

/** The first executable file of that name on PATH, or undefined. */
export async function findOnPath(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const candidates = (env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return (await filterAsync(candidates, isExecutable))[0];
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function filterAsync<T>(items: readonly T[], keep: (item: T) => Promise<boolean>): Promise<T[]> {
  const kept = await Promise.all(items.map(keep));
  return items.filter((_, index) => kept[index]);
}
