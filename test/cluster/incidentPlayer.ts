import { hostname } from 'node:os';
import {
  excerpt,
  type Incident,
  type PlayedIncident,
  playedIncidents,
  type Stage,
  shapeOf,
  shownCommand,
  writeIncidents,
} from '../support/incidents';
import { execute } from './execute';

/** What kubectl prints if it does not succeed because of what is wrong in an incident. */
const expectedErrors =
  /^(no( |$)|Error from server\b|error: You must be logged in|The connection to the server\b|Unable to connect to the server\b)/m;

/** Plays the incidents of the runbook: compares them with those that were recorded, and runs their first commands. */
export class IncidentPlayer {
  /** Whether the incidents of this run replace the recorded ones; `RECORD=1` also replaces the fixtures of the unit tests. */
  readonly #records = process.env.RECORD !== undefined;
  readonly #stage: Stage;
  readonly #known: ReadonlyMap<string, string>;
  readonly #played: PlayedIncident[] = [];

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#known = new Map(playedIncidents([stage]).map((one) => [one.name, toShape(one)]));
  }

  /** Whether it has the recorded message and first command. */
  isKnown(incident: Incident): boolean {
    return this.#records || this.#known.get(incident.name) === toShape(incident);
  }

  /**
   * Runs the first command, or what shows the pods whose log it reads.
   *
   * @param instead - what to run in place of a log, which needs a container. @default what shows the pods
   * @throws Error if the incident is not as recorded, or if the command fails for another reason than the incident.
   */
  async play(incident: Incident, kubeconfig: string, instead?: string): Promise<void> {
    if (!this.isKnown(incident)) {
      throw new Error(
        `${incident.name} is not as recorded: ${toShape(incident)}, but ${this.#known.get(incident.name)}`,
      );
    }
    const shown = instead ?? shownCommand(incident);
    const env = { ...process.env, KUBECONFIG: kubeconfig };
    // That nothing was found is said on standard error.
    const output = await execute('bash', ['-c', `{ ${shown}; } 2>&1 || echo "exit code $?"`], { env });
    const [, printed = output, exitCode] = /^([\s\S]*)exit code (\d+)\n$/.exec(output) ?? [];
    if (exitCode !== undefined && !expectedErrors.test(printed)) throw new Error(`${shown} failed: ${printed}`);
    this.#played.push({ ...incident, shown, output: excerpt(withoutMachine(printed)) });
  }

  /** The recorded incidents that were not played. */
  get missing(): string[] {
    const played = new Set(this.#played.map(({ name }) => name));
    return this.#records ? [] : [...this.#known.keys()].filter((name) => !played.has(name));
  }

  /** Replaces the recorded incidents, if this run records. */
  finish(): void {
    if (this.#records) writeIncidents(this.#stage, this.#played);
  }
}

/** Without the temporary folders of the programs, and without the name of the machine. */
function withoutMachine(output: string): string {
  return output
    .replace(/(\/tmp\/eks-vigil-[\w-]+)+/g, '/programs')
    .replaceAll(`http://${hostname()}:`, 'http://prometheus:');
}

/** Without the order of the clauses: in the log, those that all targets share at that moment stand together. */
function toShape(incident: Incident): string {
  const { message, ...shape } = shapeOf(incident);
  return JSON.stringify({ ...shape, message: message.split('; ').sort().join('; ') });
}
