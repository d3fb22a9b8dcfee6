import { createRedactor } from '../../lambda/logging/redact';
import { configHash } from '../../lib/config/configHash';
import { namesOf } from '../../lib/config/names';
import { sectionsOf } from '../../lib/config/sections';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import { mapStrings } from '../../model/json';
import { toSafeJson } from '../../model/safeText';
import { requireConfig } from '../configFile';
import { createAwsClients } from '../doctor/awsClients';
import type { CheckedVigil } from '../doctor/checkedVigil';
import type { Link } from '../doctor/link';
import { linksFor } from '../doctor/links';
import { partOfVigil } from '../doctor/part';
import { formatResults, summarizeResults } from '../doctor/report';
import { createSources } from '../doctor/sources';
import { walk } from '../doctor/walk';
import { colorsFor, type ExitCode, type Io } from '../io';
import { type KubeconfigOptions, loadKubeconfig } from '../kubeconfig';
import { KubeconfigAccess } from '../kubeconfigAccess';
import { ProgressLine } from '../progress';

export interface DoctorOptions extends KubeconfigOptions {
  readonly config: string;
  readonly asRole?: boolean;
  readonly stack?: string;
  readonly output: 'table' | 'json';
}

/** Checks every link of the chain from the configuration to the notification, and prints what fixes those that fail. Reads only. */
export async function doctor(io: Io, options: DoctorOptions): Promise<ExitCode> {
  const config = await requireConfig(io, options.config);
  const runtime = toRuntimeConfig(config);
  const names = namesOf(config);
  const vigil: CheckedVigil = {
    file: options.config,
    config,
    runtime,
    names,
    part: partOfVigil(runtime, config),
    ownStack: options.stack,
    configHash: configHash(config),
    now: io.now(),
  };
  const access = new KubeconfigAccess(() => loadKubeconfig(options, config.cluster));
  // Before anything is written, because an exec plugin may wait for user input. The link `kubeconfig` reports an error.
  await access.headers().catch(() => undefined);
  const aws = createAwsClients(config.cluster.region);
  const sources = createSources({ vigil, aws, access, now: io.now });
  const links = linksFor({ asRole: options.asRole === true, sections: sectionsOf(config) });
  const progress = new ProgressLine(io);
  try {
    const found = await walk({
      links,
      examine: (link) => link.examine(sources, vigil),
      onProgress: (pending) => progress.show(describeProgress(links, pending)),
    });
    const results = mapStrings(
      found,
      createRedactor(io.env, () => access.secrets),
    );
    progress.clear();
    const colors = colorsFor(io.stdout, io.env);
    const { exitCode, text } = summarizeResults(results, colors);
    io.stdout.write(
      options.output === 'json'
        ? `${toSafeJson({ links: results }, 2)}\n`
        : `${formatResults(results, colors)}\n${text}\n`,
    );
    return exitCode;
  } finally {
    sources.kubernetes.destroy();
    for (const client of Object.values(aws)) client.destroy();
  }
}

function describeProgress({ length }: readonly Link[], [next, ...others]: readonly Link[]): string {
  const left = next === undefined ? 0 : others.length + 1;
  return `${length - left} of ${length} links checked${next === undefined ? '' : `; next: ${next.id}`}`;
}
