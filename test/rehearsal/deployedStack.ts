import { type Ground, account as ownAccount } from './ground';

/** A resource as CloudFormation made it. */
interface Resource {
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A Lambda function of a stack. */
export interface FunctionOfStack {
  readonly name: string;
  readonly roleName: string;
  readonly properties: FunctionProperties;
}

/** The properties of AWS::Lambda::Function that the rehearsal uses. */
interface FunctionProperties {
  readonly Code: { readonly S3Bucket: string; readonly S3Key: string };
  readonly Handler: string;
  readonly Runtime: string;
  readonly MemorySize: number;
  readonly Timeout: number;
  readonly Role: string;
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
  readonly LoggingConfig: { readonly LogGroup: string };
}

/** Logical ids of what belongs to a section of the configuration with a function of its own. */
const sections = /PodMetrics|Scaling|ZoneTraffic/;

/** The end of the ARN of a function, in JSON. */
const arnEnd = (name: string) => `:function:${name}"`;

/** What a stack of eks-vigil consists of now. */
export class DeployedStack {
  readonly name: string;
  /** Name of the EKS cluster. */
  readonly cluster: string;
  readonly account: string;
  /** Credentials of the account, unless it is the own one. */
  readonly env: Readonly<Record<string, string>>;
  readonly #resources: readonly Resource[];

  constructor(ground: Ground, name: string, { cluster = 'prod', account = ownAccount, env = {} } = {}) {
    this.name = name;
    this.cluster = cluster;
    this.account = account;
    this.env = env;
    const resources = new Map<string, Resource>();
    for (const change of ground.journal()) {
      const { action, logicalId, type, physicalId, properties } = change;
      if (change.stack !== name || change.account !== account) continue;
      if (action !== 'delete' && action !== 'retain') {
        resources.set(logicalId, { type, logicalId, physicalId, properties: properties ?? {} });
      } else if (resources.get(logicalId)?.physicalId === physicalId) {
        resources.delete(logicalId);
      }
    }
    this.#resources = [...resources.values()];
  }

  get resources(): readonly Resource[] {
    return this.#resources;
  }

  /** The function that watches the cluster. */
  get watcher(): FunctionOfStack {
    return this.#functionOf('watches', ({ logicalId, physicalId }) => {
      return !this.#toldByRules.includes(arnEnd(physicalId)) && !sections.test(logicalId);
    });
  }

  /** The function of `notify`, to which the rule of EventBridge sends. */
  get notifier(): FunctionOfStack {
    return this.#functionOf('notifies', ({ logicalId, physicalId }) => {
      return this.#toldByRules.includes(arnEnd(physicalId)) && !sections.test(logicalId);
    });
  }

  /** The function of a section of the configuration. */
  section(name: 'PodMetrics' | 'Scaling' | 'ZoneTraffic'): FunctionOfStack {
    return this.#functionOf(name, ({ logicalId }) => logicalId.includes(name));
  }

  get #toldByRules(): string {
    return JSON.stringify(
      this.#resources.flatMap(({ type, properties }) => (type === 'AWS::Events::Rule' ? [properties.Targets] : [])),
    );
  }

  #functionOf(task: string, isIt: (resource: Resource) => boolean): FunctionOfStack {
    const [found, ...others] = this.#resources.filter(
      (resource) => resource.type === 'AWS::Lambda::Function' && isIt(resource),
    );
    if (found === undefined || others.length > 0)
      throw new Error(`the stack ${this.name} has not one function for this: ${task}`);
    const properties = found.properties as unknown as FunctionProperties;
    return { name: found.physicalId, roleName: properties.Role.split('/').at(-1) ?? '', properties };
  }

  /** The one resource of a type, and of a name if there are several. */
  one(type: string, name?: string): Resource {
    const found = this.#resources.filter(
      (resource) => resource.type === type && (name === undefined || resource.physicalId === name),
    );
    const [first] = found;
    if (first === undefined || found.length > 1)
      throw new Error(`the stack ${this.name} has ${found.length} of ${type}`);
    return first;
  }
}
