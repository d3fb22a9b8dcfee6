/** Text after the options in the output of --help: examples, notes and exit codes. */

export const programHelp = `
Examples:
  $ eks-vigil discover --output config/prod.yaml
  $ eks-vigil validate config/prod.yaml
  $ eks-vigil check --config config/prod.yaml
  $ eks-vigil rbac --config config/prod.yaml | kubectl apply -f -
  $ eks-vigil doctor --config config/prod.yaml

Exit codes: 0 OK, 1 WARNING (a target is progressing, or a ticket is unhealthy), 2 CRITICAL (a target is unhealthy),
3 UNKNOWN (a target is unknown, or the command failed).`;

export const discoverHelp = `
Examples:
  $ eks-vigil discover --output config/prod.yaml
  $ eks-vigil discover --context prod --namespace monitoring shop > config/prod.yaml
  $ eks-vigil discover --context prod | diff config/prod.yaml -

Reads the cluster with get and list requests, with the permissions of the kubeconfig user. The file has comments: why each
target is in it, what its grace periods mean, what is not healthy now, and what is left out. The results of \`validate\`
and \`check\`, and mistakes in the wiring of the Prometheus operator, are printed on stderr.

Exit codes: 0 all targets are healthy, 1 a target is progressing, or a ticket is unhealthy, 2 a target is unhealthy,
3 a target is unknown, or nothing was written.`;

export const validateHelp = `
Examples:
  $ eks-vigil validate config/prod.yaml
  $ eks-vigil validate config/*.yaml
  $ eks-vigil validate config/prod.yaml --output json

Exit codes: 0 valid (warnings are allowed), 3 at least one error.`;

export const checkHelp = `
Examples:
  $ eks-vigil check --config config/prod.yaml
  $ eks-vigil check --config config/prod.yaml --problems
  $ eks-vigil check --config config/prod.yaml --context prod --watch --interval 5s
  $ eks-vigil check --config config/prod.yaml --output json | jq .value

The worst targets come first. What several targets have in common is said once, above the table; below it are the first
commands to run. With --watch, * marks what changed since the last check, and --output json prints one line per check.

The command uses the permissions of the kubeconfig user, not those of the function. It reads the pods of every
workload: the messages end with their restarts, and --output json has them in restarts. Probes ask the programs through
the proxy of the API server.

Exit codes: 0 all targets are healthy, 1 a target is progressing, or a ticket is unhealthy, 2 a target is unhealthy,
3 a target is unknown.`;

export const doctorHelp = `
Examples:
  $ eks-vigil doctor --config config/prod.yaml
  $ eks-vigil doctor --config config/prod.yaml --context prod --as-role
  $ eks-vigil doctor --config prod.yaml --stack Monitoring
  $ eks-vigil doctor --config config/prod.yaml --output json | jq '.links[] | select(.state != "ok")'

Checks, in this order: AWS credentials, the cluster and its endpoint, the mapping of the role, the permissions of the RBAC
group, the targets, the clocks, the stack, the function and its runs, the schedule, the metric, the alarms, the SNS topics,
the permission to publish to them, the heartbeat, and other writers of the metric. Then, for each of podMetrics, scaling and
zoneTraffic in the file: the mapping, the permissions, the function, its runs, its schedule, and what it works on. For each
link that fails, it prints what it saw and the command that fixes it. It changes nothing. It uses your AWS credentials and
the user of the kubeconfig, who must be allowed to impersonate the user and the group of each function.

Exit codes: 0 all links are ok, 2 a link is failing, 3 a link cannot be checked, or the command failed.`;

export const historyHelp = `
Examples:
  $ eks-vigil history --config config/prod.yaml
  $ eks-vigil history --config config/prod.yaml --hours 3 --until 2026-01-31T06:00:00Z
  $ eks-vigil history --config config/prod.yaml --hours 8 --output svg > night.svg
  $ eks-vigil history --config config/prod.yaml --output json | jq '.lanes[] | select(.kind == "alarm")'

Prints a time line for the metric, each alarm, each target that was not Healthy all the time, and each mute, and a table of
what was not good, with the reasons. Times are in UTC. A time without a run is unknown, never healthy. The picture of
--output svg follows the light or dark color scheme of the page. It uses your AWS credentials, and changes nothing.

Exit codes: 0 everything was read, 3 something could not be read, or the command failed.`;

export const zonesHelp = `
Examples:
  $ eks-vigil zones --config config/prod.yaml
  $ eks-vigil zones --config config/prod.yaml --traffic --hours 168
  $ eks-vigil zones --config config/prod.yaml --traffic --output json | jq '.traffic.pairs[:3]'

Prints how many pods of each workload are in each zone now; workloads whose pods are all in one zone come first. With --traffic,
it adds the pairs of apps whose traffic between zones costs most, from the results that \`zoneTraffic\` of the configuration
writes each hour. It uses the user of the kubeconfig, who must be allowed to list nodes and pods, and for --traffic your AWS
credentials. It changes nothing.

Exit codes: 0 everything was read, 1 some of the hours have no result, 3 the command failed.`;

export const muteHelp = `
Examples:
  $ eks-vigil mute --config config/prod.yaml --for 2h --reason "node upgrade, ticket 123"
  $ eks-vigil mute --config config/prod.yaml --for 8h --severity ticket --reason "Grafana is being migrated"

Creates a mute rule of CloudWatch for the alarms, not for targets. It begins with the next full minute and ends by itself; a
deployment does not change it. The alarms go on as always, and \`history\` shows the mute. An alarm that fired meanwhile and is
still in ALARM at the end notifies then. Windows that repeat belong in the configuration: \`maintenance\`.

Exit codes: 0 muted, 3 nothing was muted.`;

export const unmuteHelp = `
Examples:
  $ eks-vigil unmute --config config/prod.yaml

Ends all mutes that \`mute\` made for this configuration, with the next full minute. An alarm that fired meanwhile and is still
in ALARM notifies then. Planned windows (\`maintenance\`) and the rules of others are listed, and stay.

Exit codes: 0 done, 3 the command failed.`;

export const drillHelp = `
Examples:
  $ eks-vigil drill --config config/prod.yaml
  $ eks-vigil drill --config config/prod.yaml --alarm ticket --yes

Sets the alarm to ALARM, waits up to a minute, and prints what its history says about each of its actions. The people who are
notified see the reason "Drill of eks-vigil: not an incident". The alarm returns by itself with its next evaluation.

Exit codes: 0 all actions succeeded, 2 an action failed, 3 an action has no result, or nothing was done.`;

export const judgeHelp = `
Examples:
  $ kubectl get deploy,sts,ds,pods -n monitoring -o json --show-managed-fields | eks-vigil judge -
  $ eks-vigil judge last-night.json --now 2026-01-31T03:15:00Z
  $ aws eks describe-nodegroup --cluster-name prod --nodegroup-name workers | eks-vigil judge -
  $ eks-vigil judge web.yaml --mode AtLeastOne --grace 0 --output json | jq -r '.[].reason'

Pods, Nodes, Jobs and EndpointSlices are used as evidence for the other objects. The Lease
kube-system/kube-controller-manager shows whether the statuses are fresh. The managed fields show when a status changed:
without them, an object may get no grace. JSON is parsed faster than YAML.

--output json prints a list of { kind, namespace, name, verdict, reason, message, command, since }; missing values
are null.

Exit codes: 0 all objects are healthy, 1 an object is progressing, 2 an object is unhealthy, 3 an object is unknown.`;

export const expandHelp = `
Examples:
  $ eks-vigil expand --config config/prod.yaml
  $ eks-vigil expand --config config/prod.yaml --output json | jq -c '.targets[]'

The output is a configuration that does the same. In YAML, a comment on each target of a preset says which preset it is
from, and why it is there.`;

export const rbacHelp = `
Examples:
  $ eks-vigil rbac --config config/prod.yaml | kubectl apply -f -
  $ eks-vigil rbac --config config/prod.yaml | kubectl diff -f -`;

export const tokenHelp = `
Examples:
  $ eks-vigil token --cluster prod --region eu-central-1

In a kubeconfig:
  users:
    - name: prod
      user:
        exec:
          apiVersion: client.authentication.k8s.io/v1
          command: eks-vigil
          args: [token, --cluster, prod, --region, eu-central-1]
          interactiveMode: Never

AWS credentials are resolved as by the AWS CLI (environment, AWS_PROFILE, SSO, EC2 and container roles).`;
