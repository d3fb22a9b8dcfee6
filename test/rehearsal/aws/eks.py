"""EKS's API, as far as the function, the AWS CLI and CloudFormation call it here: DescribeCluster, DescribeNodegroup and access entries."""

import datetime
import json
import re
import uuid
from pathlib import Path

ROUTES = (
    ("GET", "/clusters/([^/]+)", "_describe_cluster"),
    ("GET", "/clusters/([^/]+)/node-groups/([^/]+)", "_describe_nodegroup"),
    ("POST", "/clusters/([^/]+)/access-entries", "_create_access_entry"),
    ("GET", "/clusters/([^/]+)/access-entries", "_list_access_entries"),
    ("GET", "/clusters/([^/]+)/access-entries/(.+)", "_describe_access_entry"),
    ("DELETE", "/clusters/([^/]+)/access-entries/(.+)", "_delete_access_entry"),
)


class ApiError(Exception):
    def __init__(self, status, kind, message):
        super().__init__(message)
        self.status, self.kind = status, kind


class Eks:
    """The clusters of all accounts and regions: a file that is read again for each request."""

    def __init__(self, clusters):
        self._clusters, self._entries = clusters, {}

    def respond(self, clients, method, path, body):
        """(status, response) for one request."""
        try:
            for verb, pattern, operation in ROUTES:
                match = re.fullmatch(pattern, path)
                if verb == method and match:
                    return 200, getattr(self, operation)(clients, *match.groups(), **json.loads(body or "{}"))
            raise ApiError(400, "InvalidRequestException", f"{method} {path} is not rehearsed: add it to eks.py")
        except ApiError as error:
            return error.status, {"__type": error.kind, "message": str(error)}

    def _cluster(self, clients, name):
        key = f"{clients.account}/{clients.region}/{name}"
        cluster = json.loads(self._clusters.read_text()).get(key)
        if cluster is None:
            raise ApiError(404, "ResourceNotFoundException", f"No cluster found for name: {name}.")
        return key, cluster

    def _describe_cluster(self, clients, name):
        _, cluster = self._cluster(clients, name)
        body = {
            "name": name,
            "arn": f"arn:aws:eks:{clients.region}:{clients.account}:cluster/{name}",
            "status": "ACTIVE",
            "version": "1.36",
            "endpoint": cluster["endpoint"],
            "certificateAuthority": {"data": cluster["caData"]},
            "resourcesVpcConfig": cluster["resourcesVpcConfig"],
            "accessConfig": {"authenticationMode": cluster["authenticationMode"]},
        }
        return {"cluster": body}

    def _describe_nodegroup(self, clients, name, nodegroup):
        _, cluster = self._cluster(clients, name)
        described = cluster["nodegroups"].get(nodegroup)
        if described is None:
            raise ApiError(404, "ResourceNotFoundException", f"No node group found for name: {nodegroup}.")
        return {"nodegroup": {"clusterName": name, "nodegroupName": nodegroup, **described}}

    def _create_access_entry(self, clients, name, *, principalArn, username, kubernetesGroups, type="STANDARD", **_):
        key, cluster = self._cluster(clients, name)
        if cluster["authenticationMode"] == "CONFIG_MAP":
            raise ApiError(
                400,
                "InvalidRequestException",
                "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
            )
        entries = self._entries.setdefault(key, {})
        if principalArn in entries:
            raise ApiError(409, "ResourceInUseException", "The specified access entry resource is already in use on this cluster.")
        try:
            role = clients("iam").get_role(RoleName=principalArn.split("/")[-1])["Role"]
        except clients("iam").exceptions.NoSuchEntityException:
            raise ApiError(400, "InvalidParameterException", "The specified principalArn is invalid: invalid principal.") from None
        now = datetime.datetime.now(datetime.timezone.utc).timestamp()
        entry = {
            "clusterName": name,
            "principalArn": principalArn,
            "kubernetesGroups": kubernetesGroups,
            "accessEntryArn": f"arn:aws:eks:{clients.region}:{clients.account}:access-entry/{name}/role/{uuid.uuid4()}",
            "createdAt": now,
            "modifiedAt": now,
            "tags": {},
            "username": username,
            "type": type,
        }
        # The entry belongs to the role that has this name now.
        entries[principalArn] = (entry, role["RoleId"])
        self._map(cluster, entries)
        return {"accessEntry": entry}

    def _list_access_entries(self, clients, name):
        key, _ = self._cluster(clients, name)
        return {"accessEntries": [*self._entries.get(key, {})]}

    def _describe_access_entry(self, clients, name, principal):
        entries, _ = self._entries_with(clients, name, principal)
        return {"accessEntry": entries[principal][0]}

    def _delete_access_entry(self, clients, name, principal):
        entries, cluster = self._entries_with(clients, name, principal)
        del entries[principal]
        self._map(cluster, entries)
        return {}

    def _entries_with(self, clients, name, principal):
        key, cluster = self._cluster(clients, name)
        entries = self._entries.get(key, {})
        if principal not in entries:
            message = "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'."
            raise ApiError(404, "ResourceNotFoundException", message)
        return entries, cluster

    @staticmethod
    def _map(cluster, entries):
        """Writes the mappings that the authenticator of the cluster watches."""
        roles = [
            {"rolearn": arn, "userid": role_id, "username": entry["username"], "groups": entry["kubernetesGroups"]}
            for arn, (entry, role_id) in entries.items()
        ]
        Path(cluster["accessEntries"]).write_text(json.dumps({"mapRoles": roles}))
