import { type Ground, account as ownAccount } from './ground';

/** A resource as CloudFormation made it. */
interface Resource {
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
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

  get functionName(): string {
    return this.#watcher.physicalId;
  }

  get function(): FunctionProperties {
    return this.#watcher.properties as unknown as FunctionProperties;
  }

  /** The function that watches the cluster: with `notify`, there is another one, to which the rule of EventBridge sends. */
  get #watcher(): Resource {
    const rules = this.#resources.filter(({ type }) => type === 'AWS::Events::Rule');
    const notifiers = JSON.stringify(rules.map(({ properties }) => properties.Targets));
    const [watcher, ...others] = this.#resources.filter(
      ({ type, physicalId }) => type === 'AWS::Lambda::Function' && !notifiers.includes(`:function:${physicalId}"`),
    );
    if (watcher === undefined || others.length > 0) throw new Error(`the stack ${this.name} has not one function`);
    return watcher;
  }

  /** The name of the function's role. */
  get roleName(): string {
    return this.function.Role.split('/').at(-1) ?? '';
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
