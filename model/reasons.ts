/** The catalog of verdict reasons and error names, which users filter logs by: stable from now on. Types only at run time. */

interface ReasonEntry {
  /** The verdicts that have it. */
  readonly verdicts: readonly ('Healthy' | 'Progressing' | 'Unhealthy' | 'Unknown')[];
  /** One sentence, without its full stop. */
  readonly meaning: string;
}

const healthy = (meaning: string): ReasonEntry => ({ verdicts: ['Healthy'], meaning });
const progressing = (meaning: string): ReasonEntry => ({ verdicts: ['Progressing'], meaning });
const unhealthy = (meaning: string): ReasonEntry => ({ verdicts: ['Unhealthy'], meaning });
const unknown = (meaning: string): ReasonEntry => ({ verdicts: ['Unknown'], meaning });
/** Progressing within a grace period, then Unhealthy. */
const graced = (meaning: string): ReasonEntry => ({ verdicts: ['Progressing', 'Unhealthy'], meaning });

/** Every reason that a verdict can have. */
export const reasons = {
  AccessDenied: unknown(
    'The role may not read this through the EKS API: deploy the stack again, which updates its permissions; the message has the error from AWS',
  ),
  Active: healthy('The namespace is active, or EKS reports ACTIVE and no health issue that matters'),
  AnswersAsExpected: healthy('The program answers as the probe expects'),
  ApiNotServed: unknown('The API server does not serve this kind: check apiVersion, kind and resource'),
  AtMaxReplicas: healthy('The autoscaler works, and is at its maximum number of replicas'),
  Available: healthy('The API service is available'),
  BeingRemoved: progressing('The node is ready, and is being removed by an autoscaler, Karpenter or a person'),
  Bound: healthy('The claim is bound to a volume'),
  ClusterDown: unhealthy(
    'No workload has a ready pod, and their pods were on several nodes; or all watched nodes are lost: `clusterDownGrace` applies',
  ),
  ClusterNotReady: unknown('The EKS cluster has no endpoint or no certificate yet; the message has its status'),
  ClusterNotSettled: graced('The cluster of the Alertmanagers is not settled, or lacks members'),
  Complete: healthy('The job is complete'),
  ConditionMissing: graced('An expected condition has not been reported'),
  ConditionNotMet: graced('A condition that means healthy is not True'),
  ConditionsMet: healthy('Every condition that means healthy is True, and none that means unhealthy is'),
  ConfigNotReloaded: graced('Prometheus could not reload its configuration, so it works with an older one'),
  ConnectionRefused: graced('Nothing listens at the port of the probed program; `downGrace` applies'),
  ContainerNotStarted: graced('A container cannot be created or started'),
  Cordoned: healthy('The node is cordoned, so somebody is working on it'),
  CreateFailed: unhealthy('EKS could not create the add-on or the node group'),
  Creating: graced('EKS is creating the cluster, the node group or the add-on'),
  CrashLooping: unhealthy('A container restarts repeatedly; a crash loop gets no grace'),
  DatabaseFailing: graced('Grafana reports that its database fails'),
  Degraded: unhealthy('EKS reports the node group or the add-on as DEGRADED; the message has its health issues'),
  DeleteFailed: unhealthy('EKS could not delete the node group or the add-on'),
  Deleting: graced('EKS is deleting the cluster, the node group or the add-on'),
  DescribeClusterFailed: unknown('eks:DescribeCluster failed; the message has the error from AWS'),
  EksApiFailed: unknown(
    'The EKS API responded with an error, or with something other than requested; the message has it',
  ),
  EksFailed: unhealthy('EKS reports the cluster as FAILED'),
  EksStatusUnknown: unknown('EKS reports a status that this version of eks-vigil does not know: upgrade'),
  EndpointsReady: healthy('At least one endpoint is ready'),
  EndpointPrivate: unknown('The endpoint of the cluster is private, and the function is not in a VPC: set `network`'),
  EndpointRestricted: unknown(
    'The endpoint of the cluster accepts only some addresses, and the function has no fixed one: set `network`',
  ),
  EnoughHealthy: healthy('As many pods are healthy as the disruption budget requires'),
  Exists: healthy('The object exists and has no condition to judge by'),
  ExternalName: healthy('The service is an alias for an external name, which is not checked'),
  Forbidden: unknown(
    'A permission is missing: apply the manifest that `eks-vigil rbac` prints, or look for an access entry that overrides `aws-auth`; in `eks-vigil check`, the permissions are those of your kubeconfig',
  ),
  GenerationMismatch: graced('The controller has not observed the newest spec yet'),
  HealthIssue: graced(
    'EKS reports a health issue; the message has its code, its text and the resources. Only while EKS creates or updates, `grace` applies',
  ),
  ImageUnavailable: graced('The image of a container cannot be pulled'),
  InvalidQuery: unknown('Prometheus rejects the query of the probe, or it has several values: fix `query.expression`'),
  InvalidSchedule: unknown('The schedule or time zone of the cron job cannot be parsed'),
  JobFailed: unhealthy('The job failed'),
  LastRunFailed: graced('The last run of the cron job failed, and no newer one is active'),
  LoadBalancerPending: graced('The load balancer of the service has no address'),
  MissedSchedule: graced('A run of the cron job was due, but was not started'),
  NamespaceNotFound: unhealthy('The namespace does not exist'),
  NamespaceTerminating: unhealthy('The namespace of the target is being deleted'),
  NeverSucceeded: graced('No run of the cron job has ever succeeded'),
  NoAlertmanager: graced('Prometheus has no active Alertmanager, so it can notify nobody'),
  NoCredentials: unknown('No AWS credentials, to sign the token or to read the EKS API'),
  NodeUnreachable: graced('The node has stopped reporting'),
  NoEndpoints: graced('The service has no ready endpoint'),
  NoneReady: graced('Nothing is ready; `downGrace` applies'),
  NoPods: graced('The job has no pods, although it has started or should retry'),
  NoQueryResult: graced('The query of the probe returns no value, which is not 0'),
  NoReceiver: unhealthy(
    'The only receiver of the Watchdog is null, so nobody is notified; only with `requireReceiver`',
  ),
  NoRecentSuccess: graced('No run of the cron job that was due since the last success has succeeded'),
  NoSelector: healthy('The service has no selector, so its endpoints are not checked'),
  NoSuchPort: unknown('The Service has no such port: fix `port`'),
  NoTargets: graced('Fewer targets than `minTargets` were up within 5 minutes'),
  NotAvailable: graced('The API service is not available'),
  NotFound: unhealthy('The object does not exist'),
  NotificationsDropped: graced('Prometheus drops notifications'),
  NotIngesting: graced('Prometheus has stored no sample in the last 5 minutes'),
  NotObserved: graced('The controller has not counted the healthy pods of the disruption budget yet'),
  NotReady: graced(
    'The node, the pod, the custom resource or the probed program is not ready; a probe uses `grace` while another pod serves, else `downGrace`',
  ),
  NotReconciled: graced('The Prometheus operator could not reconcile the object'),
  NotRunning: graced('The job or the run of the cron job is active, but no container of its pods is running'),
  NotStarted: graced('The controller has not started the job'),
  NotYetScheduled: healthy('No run of the cron job has been due yet'),
  NoUpcomingRun: healthy('The schedule of the cron job has no upcoming time'),
  OwnedByDeployment: healthy('The replica set belongs to a Deployment: watch that instead'),
  Paused: healthy('The custom resource is paused or suspended, so it does not have to be ready'),
  Pending: graced('The claim waits for a volume that was requested, or the pod has not started'),
  PodFailed: unhealthy('The pod failed, and no controller replaces it'),
  ProbeBlocked: unknown(
    'The control plane cannot connect to the program: allow its port in the security group of the nodes',
  ),
  ProbeFailed: unknown('The proxy of the API server got no usable answer from the program; the message has the cause'),
  ProbeTimedOut: unknown('No answer in time through the proxy: the program hangs, or a security group blocks its port'),
  Ready: healthy('As many replicas or objects are ready as required'),
  ReconciliationStuck: unhealthy('A controller has been reconciling the object for longer than `grace`'),
  Reconciling: progressing('A controller is reconciling the object'),
  Replaced: healthy('The pod failed, and its controller is responsible for a replacement'),
  ReplicaFailure: graced('The controller cannot create pods, for example because of a quota or a webhook'),
  ReplicasMismatch: graced('The autoscaler wants another number of replicas than there is'),
  ResponseTooLarge: unknown('A response from the API server is larger than the limit'),
  RollingOut: progressing('Enough replicas are ready, and a rollout is making progress'),
  RolloutStuck: unhealthy('Enough replicas are ready, but a rollout has made no progress for `grace`'),
  RuleFailures: graced('Rules of Prometheus fail'),
  RulesNotEvaluated: graced('The Watchdog of Prometheus does not fire, so no rule may be evaluated'),
  Running: healthy('The job, the run of the cron job, the pod or the custom resource is running'),
  ScaledToZero: {
    verdicts: ['Healthy', 'Progressing', 'Unhealthy'],
    meaning:
      'Scaled to 0, or a DaemonSet without a node to run on, to which `downGrace` applies; Healthy only with `allowZero: true`',
  },
  ScalingActive: healthy('The autoscaler works'),
  ScalingDisabled: healthy('The target of the autoscaler is scaled to 0, so autoscaling is off'),
  ScalingInactive: graced('The autoscaler has no metrics to scale by'),
  SchedulingGated: healthy('The pod waits for its scheduling gates'),
  ServerError: unknown('The API server responded with an error; the message has its status'),
  Silenced: unhealthy('A silence matches every alert, so nobody is notified; only with `requireReceiver`'),
  StaleResponse: unknown(
    'A response is over a minute older than another of the same run: a proxy served it from a cache',
  ),
  StaleStatus: unknown('The controller manager has stopped renewing its Lease, so every status may be stale'),
  Succeeded: healthy('The pod or the last run of the cron job succeeded'),
  Superseded: healthy('The job failed, but a newer run of its cron job succeeded'),
  Suspended: healthy('The job or the cron job is suspended'),
  SyncFailed: graced('The controller cannot compute the disruption budget, so no pod can be evicted'),
  Terminating: progressing('The object is being deleted'),
  TerminationStuck: unhealthy('The object has been terminating for longer than `grace`'),
  ThresholdExceeded: graced('The query of the probe returns a value outside of its thresholds'),
  Timeout: unknown('No response in time: check the network and the control plane; the message says what worked'),
  TokenTooLarge: unknown('The token is too large for the API server: use credentials with fewer session tags'),
  TooFewHealthy: graced('Fewer pods are healthy than the disruption budget requires'),
  TooFewMatches: unhealthy('The selector matches fewer objects than `atLeast`, or EKS lists nothing for `name: "*"`'),
  TooFewReady: graced('Some replicas are ready, but fewer than required'),
  TooManyRequests: unknown('The API server or the EKS API is throttling requests'),
  UnableToScale: graced('The autoscaler cannot change the number of replicas'),
  Unauthorized: unknown('The cluster does not accept the identity: map the role; the message has the command'),
  UnexpectedAnswer: graced('The program answers, but not as the probe expects'),
  UnhealthyCondition: unhealthy('A condition that means unhealthy is True'),
  Unreachable: unknown(
    'No connection to the API server: check the endpoint and the control plane; the message has the error',
  ),
  UnreadableEndpoints: unknown('The endpoints of the service may not be read, so its health is unknown'),
  UnreadableObject: unknown('The object lacks a field that objects of its kind always have'),
  UnreadableResponse: unknown('A response from the API server is incomplete, or about something other than requested'),
  Unschedulable: graced('No node accepts the pod'),
  UpdateFailed: unhealthy('EKS could not update the add-on'),
  Updating: graced('EKS is updating the cluster, the node group or the add-on'),
  VolumeLost: unhealthy('The volume of the claim no longer exists'),
  WaitForFirstConsumer: healthy('The claim waits for a pod to use it'),
  WatchdogNotArrived: graced('The Watchdog of Prometheus has not arrived at Alertmanager in the last 5 minutes'),
} as const satisfies Readonly<Record<string, ReasonEntry>>;

/** One stable word in CamelCase, to filter by. */
export type Reason = keyof typeof reasons;

/** The names of the errors that fail an invocation, and what they mean. */
export const errorNames = {
  EarlyEvent: 'The time of the event is in the future by more than one period: nothing is published',
  HealthUnknown: 'A target is Unknown and none is Unhealthy, so no value would be true: nothing is published',
  InventoryNotWritten: 'S3 did not accept the inventory of zoneTraffic; the message has the error from AWS',
  InvalidEvent: 'The event has a time that is not a date: something other than the schedule invoked the function',
  LateEvent: 'The event is older than one period plus 60 s: nothing is published into an old minute',
  PublicationFailed: 'CloudWatch did not accept the metric; the message has the error from AWS',
  PodMetricsFailed:
    'The pod metrics function could not list the pods of a group, read any of them, or publish what they expose; the other groups were published',
  ScalingFailed:
    'The scaling function could not change the replicas of a target, or may not, because something else drives them; the others were changed',
} as const satisfies Readonly<Record<string, string>>;
