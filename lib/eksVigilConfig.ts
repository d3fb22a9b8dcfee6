/** A configuration, as a file contains it. Generated from the schema by `npm run schema`. */
export interface EksVigilConfig {
  /**
   * The EKS cluster to watch.
   */
  readonly cluster: {
    /**
     * Name of the EKS cluster.
     */
    readonly name: string;
    /**
     * AWS region of the cluster.
     */
    readonly region: string;
    /**
     * AWS account of the cluster.
     *
     * @default - the account that you deploy with
     */
    readonly account?: string;
  };
  /**
   * Name of this vigil, which the names of its role, group, RBAC objects, stack and alarms contain. Only needed if several vigils watch one cluster.
   *
   * @default - none
   */
  readonly name?: string;
  /**
   * The VPC in which the function runs, such as for a private endpoint. See docs/network-and-access.md for what the VPC needs.
   *
   * @default - none
   */
  readonly network?: {
    /**
     * VPC of the subnets. Required with clusterSecurityGroup.
     */
    readonly vpc?: string;
    /**
     * Private subnets of the function, in at least two Availability Zones.
     */
    readonly subnets: readonly string[];
    /**
     * Security groups of the function. Specify these, clusterSecurityGroup or both.
     */
    readonly securityGroups?: readonly string[];
    /**
     * Security group of the cluster, as `aws eks describe-cluster` prints it. The stack then creates a security group for the function, and allows it to connect to that of the cluster on port 443.
     */
    readonly clusterSecurityGroup?: string;
  };
  /**
   * How the role of the function is mapped to the RBAC group. eksctl: you map it in the ConfigMap aws-auth. accessEntry: the stack creates an access entry, which needs the authentication mode API or API_AND_CONFIG_MAP.
   *
   * @default - eksctl
   */
  readonly access?: 'eksctl' | 'accessEntry';
  /**
   * Read and log, but publish nothing. There are no alarms.
   *
   * @default - false
   */
  readonly dryRun?: boolean;
  /**
   * Whether the stack has a CloudWatch dashboard: health, alarms, what is not healthy now, recent changes, duration and errors. Three are free in an account, then each costs 3 USD a month.
   *
   * @default - false
   */
  readonly dashboard?: boolean;
  /**
   * How often the function runs, in seconds: a multiple of 60.
   *
   * @default - 60
   */
  readonly seconds?: number;
  /**
   * Logs of the function.
   */
  readonly logging?: {
    /**
     * Log level. debug also logs each request.
     *
     * @default - info
     */
    readonly level?: 'debug' | 'info';
    /**
     * Format of the log line.
     *
     * @default - json
     */
    readonly format?: 'json' | 'logfmt';
    /**
     * Which verdicts the log line lists. changed: those that are not Healthy or have changed since the last run, and all of them once an hour.
     *
     * @default - changed
     */
    readonly verdicts?: 'changed' | 'all';
    /**
     * How long log events are kept, in days.
     *
     * @default - 30
     */
    readonly retentionDays?:
      | 1
      | 3
      | 5
      | 7
      | 14
      | 30
      | 60
      | 90
      | 120
      | 150
      | 180
      | 365
      | 400
      | 545
      | 731
      | 1096
      | 1827
      | 2192
      | 2557
      | 2922
      | 3288
      | 3653;
    /**
     * ARN of the KMS key that encrypts the log. Its policy must allow logs.REGION.amazonaws.com.
     *
     * @default - none; CloudWatch Logs then encrypts with a key of its own
     */
    readonly kmsKey?: string;
    /**
     * Whether the log group stays when the stack is deleted.
     *
     * @default - false
     */
    readonly keepWithoutStack?: boolean;
  };
  /**
   * The Lambda function and its role.
   */
  readonly function?: {
    /**
     * Processor of the function.
     *
     * @default - arm64
     */
    readonly architecture?: 'arm64' | 'x86_64';
    /**
     * Memory in MB. Processor time grows with it.
     *
     * @default - 256
     */
    readonly memorySize?: number;
    /**
     * How long a run may take, in seconds. Its tries and waits are shares of it.
     *
     * @default - 30
     */
    readonly timeout?: number;
    /**
     * Concurrent executions that are reserved for the function, so that other functions of the account cannot use them up.
     *
     * @default - none
     */
    readonly reservedConcurrency?: number;
    /**
     * Name of the IAM role, without a path.
     *
     * @default - derived from the cluster
     */
    readonly roleName?: string;
    /**
     * ARN of the policy that limits the roles of the stack.
     *
     * @default - none
     */
    readonly permissionsBoundary?: string;
  };
  /**
   * Tags of all resources that can have some.
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * The CloudWatch metric to publish: 1 if all targets are healthy, 0 if at least one is not.
   */
  readonly metric: {
    /**
     * CloudWatch namespace of the metric.
     */
    readonly namespace: string;
    /**
     * CloudWatch name of the metric.
     */
    readonly name: string;
    /**
     * CloudWatch dimensions of the metric. Specify at least one that identifies the cluster.
     */
    readonly dimensions?: readonly {
      /**
       * Name of the dimension.
       */
      readonly name: string;
      /**
       * Value of the dimension.
       */
      readonly value: string;
    }[];
    /**
     * Whether the health of each target is published, too, with the dimension Target. No alarm reads it. Each metric costs 0.30 USD a month.
     *
     * @default - false
     */
    readonly perTarget?: boolean;
  };
  /**
   * Targets and probes of well-known programs. `eks-vigil expand` prints what they expand to.
   */
  readonly presets?: readonly {
    /**
     * Watches the parts of a release of the Helm chart kube-prometheus-stack.
     */
    readonly 'kube-prometheus-stack'?: {
      /**
       * Name of the Helm release, as `helm list` prints it.
       */
      readonly release: string;
      /**
       * Namespace of the Helm release.
       */
      readonly namespace: string;
      /**
       * Helm values of the release: a mapping, or the path of their file, relative to the configuration file. Only the keys that change names or parts are read.
       *
       * @default - those of the chart
       */
      readonly values?: string | Readonly<Record<string, unknown>>;
      /**
       * Whether the programs are also asked themselves, through the API server. The control plane must reach their ports.
       *
       * @default - true
       */
      readonly probes?: boolean;
      /**
       * Severity of all its parts.
       *
       * @default - that of each part, as in docs/presets.md
       */
      readonly severity?: 'page' | 'ticket';
    };
    /**
     * Watches the system of an EKS cluster: coredns, aws-node, kube-proxy, and more with `with`.
     */
    readonly 'eks-system'?: {
      /**
       * What the cluster has in addition to the default parts.
       */
      readonly with?: readonly (
        | 'metrics-server'
        | 'ebs-csi'
        | 'load-balancer-controller'
        | 'karpenter'
        | 'cert-manager'
        | 'external-dns'
      )[];
      /**
       * Default parts that the cluster does not have, such as kube-proxy where Cilium replaces it.
       */
      readonly without?: readonly ('coredns' | 'aws-node' | 'kube-proxy')[];
      /**
       * Namespaces of parts of `with` that are not in their usual ones.
       */
      readonly namespaces?: {
        /**
         * Namespace of metrics-server.
         */
        readonly 'metrics-server'?: string;
        /**
         * Namespace of ebs-csi.
         */
        readonly 'ebs-csi'?: string;
        /**
         * Namespace of load-balancer-controller.
         */
        readonly 'load-balancer-controller'?: string;
        /**
         * Namespace of karpenter.
         */
        readonly karpenter?: string;
        /**
         * Namespace of cert-manager.
         */
        readonly 'cert-manager'?: string;
        /**
         * Namespace of external-dns.
         */
        readonly 'external-dns'?: string;
      };
      /**
       * Severity of all its parts.
       *
       * @default - that of each part, as in docs/presets.md
       */
      readonly severity?: 'page' | 'ticket';
    };
  }[];
  /**
   * The objects to watch.
   */
  readonly targets?: readonly {
    /**
     * Kind of the object. A custom resource also needs apiVersion.
     */
    readonly kind?: string;
    /**
     * API group and version of a custom resource. Not needed for a built-in kind.
     */
    readonly apiVersion?: string;
    /**
     * Plural name of a custom resource, as in its URL.
     *
     * @default - derived from the kind, as Kubernetes guesses it
     */
    readonly resource?: string;
    /**
     * Conditions that decide the health of a custom resource.
     *
     * @default - Ready, Available, Healthy, Succeeded and Reconciled must be True; Degraded, Stalled, Failed and NotReady must not be True
     */
    readonly conditions?: {
      /**
       * Condition types that must be present with status True.
       */
      readonly healthy?: readonly string[];
      /**
       * Condition types that must not have status True.
       */
      readonly unhealthy?: readonly string[];
    };
    /**
     * Kubernetes namespace of the object, or "*" with a selector for all namespaces.
     */
    readonly namespace?: string;
    /**
     * Name of one object. Specify either name or selector. Of the kinds EKSNodegroup and EKSAddon, "*" means all of the cluster; EKSCluster needs no name.
     */
    readonly name?: string;
    /**
     * Label selector of a set of objects, in the syntax of `kubectl -l`. Specify either name or selector.
     */
    readonly selector?: string;
    /**
     * Minimum number of objects that the selector must match.
     *
     * @default - 1
     */
    readonly atLeast?: number;
    /**
     * AllOfThem: all desired replicas must be ready, and rollouts must complete. AtLeastOne: one ready replica is enough.
     *
     * @default - AllOfThem
     */
    readonly mode?: 'AllOfThem' | 'AtLeastOne';
    /**
     * How many replicas must be ready: a number, or a percentage of the desired replicas (rounded up).
     */
    readonly minReady?: number | string;
    /**
     * Whether a workload that is scaled to 0 counts as healthy.
     *
     * @default - false
     */
    readonly allowZero?: boolean;
    /**
     * How named objects are read. name: each by its name. list: by one list of each kind and namespace, which is cheaper from about 100 objects on; RBAC then grants the list instead of the names. Only for a name in a namespace.
     *
     * @default - that of the configuration
     */
    readonly read?: 'name' | 'list';
    /**
     * How long a target with too few ready replicas counts as healthy while at least one serves, such as 90s, 15m or 1h30m. 0 allows no grace.
     */
    readonly grace?: string | 0;
    /**
     * How long a target counts as healthy while nothing serves, for example while a single replica is rescheduled. Limited by grace.
     */
    readonly downGrace?: string | 0;
    /**
     * Whom trouble with the target notifies. page: the person on call, by the metric and its alarm `health`. ticket: by a metric of its own and the alarm `ticket`.
     *
     * @default - page
     */
    readonly severity?: 'page' | 'ticket';
    /**
     * Asks a program through the proxy of the API server, instead of reading an object. Specify either kind or probe.
     */
    readonly probe?: 'prometheus' | 'alertmanager' | 'grafana' | 'http';
    /**
     * Service of the program, which answers for one replica. Specify either service or pods.
     */
    readonly service?: string;
    /**
     * Pods of the program, such as those of a StatefulSet, which have fixed names: each is asked.
     */
    readonly pods?: readonly string[];
    /**
     * Protocol of the program. Its certificate is not verified.
     *
     * @default - http
     */
    readonly scheme?: 'http' | 'https';
    /**
     * Port of the Service, as a number or a name, or of the pods, as a number.
     */
    readonly port?: number | string;
    /**
     * Path to request, or, except for `probe: http`, the prefix of all paths.
     *
     * @default - /
     */
    readonly path?: string;
    /**
     * Name of the alert that always fires and proves that rules are evaluated, or false if there is none.
     *
     * @default - Watchdog
     */
    readonly watchdog?: false | string;
    /**
     * How many targets must have been up within 5 minutes. Only for `probe: prometheus`.
     *
     * @default - 1
     */
    readonly minTargets?: number;
    /**
     * A value that has to be within thresholds. No result is unhealthy. Only for `probe: prometheus`.
     */
    readonly query?: {
      /**
       * PromQL expression with one value as its result.
       */
      readonly expression: string;
      /**
       * The lowest healthy value.
       */
      readonly min?: number;
      /**
       * The highest healthy value.
       */
      readonly max?: number;
    };
    /**
     * Whether a Watchdog that reaches nobody, because its only receiver is null or a silence matches every alert, is unhealthy and not only a warning. Only for `probe: alertmanager`.
     *
     * @default - false
     */
    readonly requireReceiver?: boolean;
    /**
     * What the program answers if it is healthy. Only for `probe: http`.
     */
    readonly expect?: {
      /**
       * HTTP status.
       *
       * @default - 200
       */
      readonly status?: number;
      /**
       * Values of a JSON answer, by their paths, such as { status.state: ok }.
       */
      readonly json?: Readonly<Record<string, string | number | boolean>>;
      /**
       * What the answer contains.
       */
      readonly text?: string;
    };
  }[];
  /**
   * How named objects are read. name: each by its name. list: by one list of each kind and namespace, which is cheaper from about 100 objects on; RBAC then grants the list instead of the names.
   *
   * @default - name
   */
  readonly read?: 'name' | 'list';
  /**
   * How long a target with too few ready replicas counts as healthy while at least one serves, such as 90s, 15m or 1h30m. 0 allows no grace.
   *
   * @default - 15m
   */
  readonly grace?: string | 0;
  /**
   * How long a target counts as healthy while nothing serves, for example while a single replica is rescheduled. Limited by grace.
   *
   * @default - 5m
   */
  readonly downGrace?: string | 0;
  /**
   * Replaces the default downGrace while the whole cluster is down: no workload has a ready pod, and their pods were on several nodes, or all watched nodes are lost. Never lengthens a grace period; a downGrace that is specified stays.
   *
   * @default - 2m
   */
  readonly clusterDownGrace?: string | 0;
  /**
   * When the alarms fire, and what they notify.
   */
  readonly alarms?: {
    /**
     * The alarm `health`, which fires if the metric is 0 or missing: for the person on call. Targets with `severity: ticket` are not in it.
     */
    readonly page?: {
      /**
       * Number of periods (of `seconds`) that the alarm evaluates.
       *
       * @default - 6, with longer periods 3 (up to 10 minutes) or 2
       */
      readonly evaluationPeriods?: number;
      /**
       * Number of these periods in which the metric must be 0 or missing for the alarm to fire.
       *
       * @default - 5, with longer periods 3 (up to 10 minutes) or 2
       */
      readonly datapointsToAlarm?: number;
      /**
       * ARNs of the alarm actions, such as an SNS topic to notify.
       */
      readonly actions?: readonly string[];
      /**
       * ARNs of the actions when the alarm returns to OK.
       *
       * @default - those of actions that can act on OK (SNS, Lambda, Auto Scaling)
       */
      readonly okActions?: readonly string[];
      /**
       * Email addresses to notify: the stack then has an encrypted SNS topic, which the alarms call beside `actions`, also when they return to OK. Each address has to confirm its subscription.
       *
       * @default - none
       */
      readonly email?: readonly string[];
      /**
       * URL of your runbook, for the description of the alarm.
       *
       * @default - none; the description then only names the section of docs/runbook.md of eks-vigil, which is no link
       */
      readonly runbook?: string;
    };
    /**
     * The alarms `blind` and `chronic`, and the alarm `ticket` of the targets with `severity: ticket`: for a ticket on the next working day.
     */
    readonly ticket?: {
      /**
       * ARNs of the alarm actions, such as an SNS topic to notify.
       */
      readonly actions?: readonly string[];
      /**
       * ARNs of the actions when the alarm returns to OK.
       *
       * @default - those of actions that can act on OK (SNS, Lambda, Auto Scaling)
       */
      readonly okActions?: readonly string[];
      /**
       * Email addresses to notify: the stack then has an encrypted SNS topic, which the alarms call beside `actions`, also when they return to OK. Each address has to confirm its subscription.
       *
       * @default - none
       */
      readonly email?: readonly string[];
      /**
       * URL of your runbook, for the description of the alarm.
       *
       * @default - none; the description then only names the section of docs/runbook.md of eks-vigil, which is no link
       */
      readonly runbook?: string;
      /**
       * Whether the alarm `chronic` and its metric exist. It fires if a target with `severity: page` is short of what it needs in 40 of 120 minutes; with `seconds` above 60, in half of the runs of an hour.
       *
       * @default - true
       */
      readonly chronic?: boolean;
    };
  };
  /**
   * Messages that name what is unhealthy, since when, and what to do first, whenever an alarm changes: from a function of their own, to topics of their own.
   *
   * @default - none
   */
  readonly notify?: {
    /**
     * ARNs of SNS topics in the region of the cluster. None of them may be an alarm action: paging services expect the format of CloudWatch there.
     */
    readonly topics: readonly string[];
  };
  /**
   * Planned windows in which the alarms notify nobody: mute rules of CloudWatch. An alarm that is still in ALARM at the end notifies then.
   */
  readonly maintenance?: readonly {
    /**
     * Name of the window, which is part of the name of its mute rule.
     */
    readonly name: string;
    /**
     * When it begins: minute, hour, day of the month, month, day of the week.
     */
    readonly cron: string;
    /**
     * How long it lasts.
     */
    readonly duration: string | 0;
    /**
     * Time zone of `cron`.
     *
     * @default - UTC
     */
    readonly timezone?: string;
    /**
     * Mutes only the alarms that notify these.
     *
     * @default - all alarms
     */
    readonly severity?: 'page' | 'ticket';
  }[];
  /**
   * The Watchdog: proves that Alertmanager can send notifications out of the cluster. See docs/watchdog.md for the configuration of Alertmanager.
   *
   * @default - none
   */
  readonly watchdog?: {
    /**
     * Whether the stack has an SNS topic to which the Alertmanager of the cluster sends its alert that always fires, and the alarm `watchdog`, which fires if it stays away.
     */
    readonly topic: boolean;
    /**
     * ARN of the IAM role of Alertmanager, which the policy of the topic then allows to publish. The role must exist.
     *
     * @default - none; attach the statement in docs/watchdog.md to the role
     */
    readonly publisher?: string;
  };
  /**
   * The heartbeat: calls a dead man's switch such as Healthchecks.io after each published value. See docs/heartbeat.md.
   *
   * @default - none
   */
  readonly heartbeat?: {
    /**
     * Parameter with the https address that is called after each run that published a 1, as ssm:NAME. After a 0, the same address with /fail at its end is called.
     */
    readonly url: string;
    /**
     * Parameter with the address for a 0, for services other than Healthchecks.io.
     *
     * @default - that of url, with /fail at its end
     */
    readonly failureUrl?: string;
    /**
     * ARN of the KMS key that encrypts the parameters.
     *
     * @default - the key of AWS, alias/aws/ssm
     */
    readonly kmsKey?: string;
  };
  /**
   * Metrics that pods expose in the format of Prometheus, aggregated over the cluster and published in CloudWatch, by a function of its own. See docs/pod-metrics.md.
   *
   * @default - none
   */
  readonly podMetrics?: readonly {
    /**
     * What to read: vpc-cni publishes the metrics of cni-metrics-helper.
     *
     * @default - none; specify namespace, selector, port and metrics
     */
    readonly preset?: 'vpc-cni';
    /**
     * Kubernetes namespace of the pods.
     */
    readonly namespace?: string;
    /**
     * Label selector of the pods, in the syntax of `kubectl -l`.
     */
    readonly selector?: string;
    /**
     * Port of the pods that serves the metrics.
     */
    readonly port?: number;
    /**
     * How the API server connects to the pods. It does not verify their certificates.
     *
     * @default - http
     */
    readonly scheme?: 'http' | 'https';
    /**
     * Path of the metrics.
     *
     * @default - /metrics
     */
    readonly path?: string;
    /**
     * The metrics to publish. Each costs 0.30 USD a month.
     */
    readonly metrics?: readonly {
      /**
       * Name of the metric as the pods expose it, such as http_requests_total.
       */
      readonly name: string;
      /**
       * Name of the metric in CloudWatch.
       *
       * @default - its name
       */
      readonly as?: string;
      /**
       * How the values of all series of all pods become one. Histograms are published as they are, whatever it is.
       *
       * @default - sum
       */
      readonly aggregate?: 'sum' | 'max' | 'min' | 'avg';
      /**
       * Which series count: those with this value, or one of these values, of each label.
       *
       * @default - all series
       */
      readonly labels?: Readonly<Record<string, string | readonly string[]>>;
      /**
       * Unit in CloudWatch.
       *
       * @default - by the name (such as Seconds for _seconds), else Count for counters and None for the others
       */
      readonly unit?: 'Count' | 'Seconds' | 'Milliseconds' | 'Microseconds' | 'Bytes' | 'Bits' | 'Percent' | 'None';
    }[];
    /**
     * CloudWatch namespace of the metrics; not that of `metric`.
     *
     * @default - that of `metric` with /PodMetrics at its end; of the preset vpc-cni, Kubernetes
     */
    readonly metricNamespace?: string;
    /**
     * CloudWatch dimensions of the metrics.
     *
     * @default - those of `metric`; of the preset vpc-cni, CLUSTER_ID with the name of the cluster
     */
    readonly dimensions?: readonly {
      /**
       * Name of the dimension.
       */
      readonly name: string;
      /**
       * Value of the dimension.
       */
      readonly value: string;
    }[];
  }[];
  /**
   * Alarms that change the number of replicas within bounds: by a function of its own, with a role and a group of its own. See docs/scaling.md.
   *
   * @default - none
   */
  readonly scaling?: readonly {
    /**
     * The object whose number of replicas changes. It must have the subresource scale.
     */
    readonly target: {
      /**
       * Kind of the object: Deployment, StatefulSet, ReplicaSet, or another one with its apiVersion.
       */
      readonly kind: string;
      /**
       * API group and version of any other kind that has the subresource scale.
       *
       * @default - that of the kind
       */
      readonly apiVersion?: string;
      /**
       * Plural name of that kind, as in its URL.
       *
       * @default - derived from the kind, as Kubernetes guesses it
       */
      readonly resource?: string;
      /**
       * Kubernetes namespace of the object.
       */
      readonly namespace: string;
      /**
       * Name of the object.
       */
      readonly name: string;
    };
    /**
     * The number of replicas that a change never goes below.
     */
    readonly min: number;
    /**
     * The number of replicas that a change never goes above.
     */
    readonly max: number;
    /**
     * The alarm that raises the number of replicas while it is in ALARM, and how far.
     */
    readonly up?: {
      /**
       * The alarm: an existing one, or one that the stack creates on a metric.
       */
      readonly alarm: {
        /**
         * ARN of an existing alarm, metric or composite, in the account and the region of the cluster.
         */
        readonly arn?: string;
        /**
         * A CloudWatch metric of the account and the region of the cluster. The stack has an alarm on it.
         */
        readonly metric?: {
          /**
           * CloudWatch namespace, such as AWS/SQS.
           */
          readonly namespace: string;
          /**
           * CloudWatch name of the metric.
           */
          readonly name: string;
          /**
           * All dimensions of the metric.
           */
          readonly dimensions?: readonly {
            /**
             * Name of the dimension.
             */
            readonly name: string;
            /**
             * Value of the dimension.
             */
            readonly value: string;
          }[];
        };
        /**
         * CloudWatch name of a metric of `podMetrics`. The stack has an alarm on it.
         */
        readonly podMetric?: string;
        /**
         * Statistic of the metric.
         *
         * @default - Average
         */
        readonly statistic?: string;
        /**
         * Seconds of one data point: a multiple of 60.
         *
         * @default - 60; with podMetric, `seconds` of the file
         */
        readonly period?: number;
        /**
         * How the metric is compared. Required without arn.
         */
        readonly comparison?:
          | 'GreaterThanOrEqualToThreshold'
          | 'GreaterThanThreshold'
          | 'LessThanThreshold'
          | 'LessThanOrEqualToThreshold';
        /**
         * What the metric is compared with. Required without arn.
         */
        readonly threshold?: number;
        /**
         * Number of periods that the alarm evaluates.
         *
         * @default - 3
         */
        readonly evaluationPeriods?: number;
        /**
         * Number of these periods that must breach.
         *
         * @default - evaluationPeriods
         */
        readonly datapointsToAlarm?: number;
        /**
         * What a period without data counts as.
         *
         * @default - missing; without any data, the alarm is then in INSUFFICIENT_DATA, which changes nothing
         */
        readonly missingData?: 'missing' | 'notBreaching' | 'breaching' | 'ignore';
      };
      /**
       * How far one change goes.
       */
      readonly policies: readonly {
        /**
         * Pods: a number of replicas. Percent: of the current replicas, rounded up.
         */
        readonly type: 'Pods' | 'Percent';
        /**
         * By how many replicas, or percent, the number of replicas changes.
         */
        readonly value: number;
      }[];
      /**
       * Whether the largest or the smallest change of the policies counts.
       *
       * @default - Max
       */
      readonly select?: 'Max' | 'Min';
      /**
       * How long after the last change, in either direction, the next one may follow, such as 5m. While the alarm stays in ALARM, it does.
       *
       * @default - 5m
       */
      readonly coolDown?: string | 0;
    };
    /**
     * The alarm that lowers the number of replicas while it is in ALARM, and how far.
     */
    readonly down?: {
      /**
       * The alarm: an existing one, or one that the stack creates on a metric.
       */
      readonly alarm: {
        /**
         * ARN of an existing alarm, metric or composite, in the account and the region of the cluster.
         */
        readonly arn?: string;
        /**
         * A CloudWatch metric of the account and the region of the cluster. The stack has an alarm on it.
         */
        readonly metric?: {
          /**
           * CloudWatch namespace, such as AWS/SQS.
           */
          readonly namespace: string;
          /**
           * CloudWatch name of the metric.
           */
          readonly name: string;
          /**
           * All dimensions of the metric.
           */
          readonly dimensions?: readonly {
            /**
             * Name of the dimension.
             */
            readonly name: string;
            /**
             * Value of the dimension.
             */
            readonly value: string;
          }[];
        };
        /**
         * CloudWatch name of a metric of `podMetrics`. The stack has an alarm on it.
         */
        readonly podMetric?: string;
        /**
         * Statistic of the metric.
         *
         * @default - Average
         */
        readonly statistic?: string;
        /**
         * Seconds of one data point: a multiple of 60.
         *
         * @default - 60; with podMetric, `seconds` of the file
         */
        readonly period?: number;
        /**
         * How the metric is compared. Required without arn.
         */
        readonly comparison?:
          | 'GreaterThanOrEqualToThreshold'
          | 'GreaterThanThreshold'
          | 'LessThanThreshold'
          | 'LessThanOrEqualToThreshold';
        /**
         * What the metric is compared with. Required without arn.
         */
        readonly threshold?: number;
        /**
         * Number of periods that the alarm evaluates.
         *
         * @default - 3
         */
        readonly evaluationPeriods?: number;
        /**
         * Number of these periods that must breach.
         *
         * @default - evaluationPeriods
         */
        readonly datapointsToAlarm?: number;
        /**
         * What a period without data counts as.
         *
         * @default - missing; without any data, the alarm is then in INSUFFICIENT_DATA, which changes nothing
         */
        readonly missingData?: 'missing' | 'notBreaching' | 'breaching' | 'ignore';
      };
      /**
       * How far one change goes.
       */
      readonly policies: readonly {
        /**
         * Pods: a number of replicas. Percent: of the current replicas, rounded up.
         */
        readonly type: 'Pods' | 'Percent';
        /**
         * By how many replicas, or percent, the number of replicas changes.
         */
        readonly value: number;
      }[];
      /**
       * Whether the largest or the smallest change of the policies counts.
       *
       * @default - Max
       */
      readonly select?: 'Max' | 'Min';
      /**
       * How long after the last change, in either direction, the next one may follow, such as 5m. While the alarm stays in ALARM, it does.
       *
       * @default - 5m
       */
      readonly coolDown?: string | 0;
    };
    /**
     * Decide and log what would change, but change nothing, as `dryRun` of the file for all.
     *
     * @default - false
     */
    readonly dryRun?: boolean;
  }[];
  /**
   * Traffic between zones: each hour, which app sent how many bytes to which other, and in which zones they were. See docs/zone-traffic.md.
   *
   * @default - none
   */
  readonly zoneTraffic?: {
    /**
     * Where the VPC flow logs of the cluster are.
     */
    readonly flowLogs: {
      /**
       * VPC of the cluster. The stack then creates a flow log of it, in Parquet with hourly folders, which costs what the VPC sends. Specify this or bucket.
       */
      readonly vpc?: string;
      /**
       * Name of the S3 bucket that has a flow log of the VPC already. Specify this or vpc.
       */
      readonly bucket?: string;
      /**
       * What stands before AWSLogs/ in the keys of the bucket, without the slash at its end.
       *
       * @default - none
       */
      readonly prefix?: string;
      /**
       * ARN of the KMS key that encrypts the flow logs in the bucket.
       *
       * @default - none
       */
      readonly kmsKey?: string;
      /**
       * Format of the files.
       *
       * @default - text
       */
      readonly format?: 'text' | 'parquet';
      /**
       * Fields of the flow log, as `aws ec2 describe-flow-logs` prints LogFormat. It needs bytes and start, and should have pkt-srcaddr, pkt-dstaddr and flow-direction, and vpc-id if flow logs of other VPCs are in the same folder.
       *
       * @default - the fields of version 2
       */
      readonly logFormat?: string;
      /**
       * Whether there is a folder for each day or for each hour.
       *
       * @default - daily
       */
      readonly partitions?: 'daily' | 'hourly';
      /**
       * Whether the folders are year=2026/month=01/… instead of 2026/01/….
       *
       * @default - false
       */
      readonly hive?: boolean;
    };
    /**
     * Athena cancels a query that reads more than this, in GiB. A TiB costs about 5 USD.
     *
     * @default - 100
     */
    readonly scanLimitGiB?: number;
    /**
     * How long inventories and results are kept, in days. A flow log of the stack is kept for 7 days.
     *
     * @default - 90
     */
    readonly retentionDays?: number;
  };
}
