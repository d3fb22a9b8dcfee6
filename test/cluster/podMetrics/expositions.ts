/** Expositions as programs write them. Source of the names, labels and types: the metrics of each program in its source. */

/** What an aws-node has counted and has now. */
export interface AwsNode {
  readonly assigned: number;
  readonly added: number;
  readonly errors?: number;
}

/** The metrics of ipamd of the VPC CNI 1.23 (aws/amazon-vpc-cni-k8s), with some of the Go client's own. */
export function vpcCni({ assigned, added, errors = 0 }: AwsNode): string {
  return `# HELP awscni_add_ip_req_count The number of add IP address requests
# TYPE awscni_add_ip_req_count counter
awscni_add_ip_req_count ${added}
# HELP awscni_assigned_ip_addresses The number of IP addresses assigned to pods
# TYPE awscni_assigned_ip_addresses gauge
awscni_assigned_ip_addresses ${assigned}
# HELP awscni_assigned_ip_per_cidr The total number of IP addresses assigned per cidr
# TYPE awscni_assigned_ip_per_cidr gauge
awscni_assigned_ip_per_cidr{cidr="10.0.1.7/32"} ${assigned}
awscni_assigned_ip_per_cidr{cidr="10.0.1.8/32"} 0
# HELP awscni_aws_api_error_count The number of times AWS API returns an error
# TYPE awscni_aws_api_error_count counter
awscni_aws_api_error_count{api="DeleteNetworkInterface",error="InvalidParameterValue"} ${errors}
# HELP awscni_aws_api_latency_ms AWS API call latency in ms
# TYPE awscni_aws_api_latency_ms summary
awscni_aws_api_latency_ms_sum{api="CreateTags",error="false",status="200"} ${100 + 10 * added}
awscni_aws_api_latency_ms_count{api="CreateTags",error="false",status="200"} ${10 + added}
awscni_aws_api_latency_ms_sum{api="GetMetadata",error="false",status="200"} 4384
awscni_aws_api_latency_ms_count{api="GetMetadata",error="false",status="200"} 82716
# HELP awscni_connmark_backend The connmark backend in use; the active backend's series is set to 1
# TYPE awscni_connmark_backend gauge
awscni_connmark_backend{backend="iptables"} 1
# HELP awscni_del_ip_req_count The number of delete IP address requests
# TYPE awscni_del_ip_req_count counter
awscni_del_ip_req_count{reason="PodDeleted"} 106
awscni_del_ip_req_count{reason="SetupNSFailed"} 2
# HELP awscni_ec2api_req_count The number of requests made to EC2 APIs by CNI
# TYPE awscni_ec2api_req_count counter
awscni_ec2api_req_count{fn="AssignPrivateIpAddresses"} ${added}
awscni_ec2api_req_count{fn="DescribeNetworkInterfaces"} 13
# HELP awscni_eni_allocated The number of ENIs allocated
# TYPE awscni_eni_allocated gauge
awscni_eni_allocated 2
# HELP awscni_eni_max The maximum number of ENIs that can be attached to the instance, accounting for unmanaged ENIs
# TYPE awscni_eni_max gauge
awscni_eni_max 3
# HELP awscni_force_removed_enis The number of ENIs force removed while they had assigned pods
# TYPE awscni_force_removed_enis counter
awscni_force_removed_enis 0
# HELP awscni_ip_max The maximum number of IP addresses that can be allocated to the instance
# TYPE awscni_ip_max gauge
awscni_ip_max 15
# HELP awscni_ipamd_action_inprogress The number of ipamd actions in progress
# TYPE awscni_ipamd_action_inprogress gauge
awscni_ipamd_action_inprogress{fn="increaseDatastorePool"} 0
awscni_ipamd_action_inprogress{fn="nodeInit"} 0
# HELP awscni_ipamd_startup_duration_seconds The duration of IPAMD startup from process start to ready to serve CNI requests
# TYPE awscni_ipamd_startup_duration_seconds histogram
awscni_ipamd_startup_duration_seconds_bucket{failure_reason="",success="true",with_api_server="true",le="5"} 1
awscni_ipamd_startup_duration_seconds_bucket{failure_reason="",success="true",with_api_server="true",le="+Inf"} 1
awscni_ipamd_startup_duration_seconds_sum{failure_reason="",success="true",with_api_server="true"} 2.5
awscni_ipamd_startup_duration_seconds_count{failure_reason="",success="true",with_api_server="true"} 1
# HELP awscni_total_ip_addresses The total number of IP addresses
# TYPE awscni_total_ip_addresses gauge
awscni_total_ip_addresses 10
# HELP awscni_total_ipv4_prefixes The total number of IPv4 prefixes
# TYPE awscni_total_ipv4_prefixes gauge
awscni_total_ipv4_prefixes 0
# HELP go_gc_duration_seconds A summary of the wall-time pause (stop-the-world) duration in garbage collection cycles.
# TYPE go_gc_duration_seconds summary
go_gc_duration_seconds{quantile="0"} 1.7901e-05
go_gc_duration_seconds{quantile="1"} 0.005550315
go_gc_duration_seconds_sum 0.797514698
go_gc_duration_seconds_count 9895
# HELP go_info Information about the Go environment.
# TYPE go_info gauge
go_info{version="go1.26.1"} 1
`;
}

/** Metrics of the plugins prometheus, cache and health of CoreDNS 1.12. */
export function coreDns(requests: number, slow: number): string {
  return `# HELP coredns_build_info A metric with a constant '1' value labeled by version, revision, and goversion from which CoreDNS was built.
# TYPE coredns_build_info gauge
coredns_build_info{goversion="go1.24.2",revision="1eb0f9f",version="1.12.1"} 1
# HELP coredns_cache_entries The number of elements in the cache.
# TYPE coredns_cache_entries gauge
coredns_cache_entries{server="dns://:53",type="denial",view="",zones="."} 25
coredns_cache_entries{server="dns://:53",type="success",view="",zones="."} 40
# HELP coredns_dns_request_duration_seconds Histogram of the time (in seconds) each request took per zone.
# TYPE coredns_dns_request_duration_seconds histogram
coredns_dns_request_duration_seconds_bucket{server="dns://:53",view="",zone=".",le="0.00025"} ${requests - slow}
coredns_dns_request_duration_seconds_bucket{server="dns://:53",view="",zone=".",le="0.0005"} ${requests - slow}
coredns_dns_request_duration_seconds_bucket{server="dns://:53",view="",zone=".",le="8.192"} ${requests}
coredns_dns_request_duration_seconds_bucket{server="dns://:53",view="",zone=".",le="+Inf"} ${requests}
coredns_dns_request_duration_seconds_sum{server="dns://:53",view="",zone="."} ${requests * 0.001}
coredns_dns_request_duration_seconds_count{server="dns://:53",view="",zone="."} ${requests}
# HELP coredns_dns_requests_total Counter of DNS requests made per zone, protocol and family.
# TYPE coredns_dns_requests_total counter
coredns_dns_requests_total{family="1",proto="udp",server="dns://:53",type="A",view="",zone="."} ${requests}
coredns_dns_requests_total{family="1",proto="udp",server="dns://:53",type="AAAA",view="",zone="."} 0
`;
}

/** OpenMetrics as the Java and Python client libraries write it, with exemplars. */
export function openMetrics(requests: number): string {
  return `# TYPE http_requests counter
# HELP http_requests Requests by path.
http_requests_total{path="/"} ${requests}.0 # {trace_id="4bf92f3577b34da6a3ce929d0e0e4736"} 1.0 1700000000.5
http_requests_created{path="/"} 1.7000000005e9
# TYPE http_duration_seconds histogram
# UNIT http_duration_seconds seconds
http_duration_seconds_bucket{le="0.1"} ${requests} # {trace_id="4bf92f3577b34da6a3ce929d0e0e4736"} 0.067
http_duration_seconds_bucket{le="+Inf"} ${requests}
http_duration_seconds_count ${requests}
http_duration_seconds_sum 3.2
# EOF
`;
}

/** A text of at least this size, whose last line is wanted. */
export function large(bytes: number, last: string): string {
  const lines: string[] = [];
  for (let size = 0, index = 0; size < bytes; index += 1) {
    const line = `http_server_request_duration_seconds_sum{method="GET",route="/api/v1/items/${index}",code="200"} ${index}.5`;
    lines.push(line);
    size += line.length + 1;
  }
  return `${lines.join('\n')}\n${last}`;
}
