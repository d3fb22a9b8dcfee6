"""AWS on loopback: moto's services, a CloudFormation that makes each resource through its service's API, and EKS.

usage: server.py PORT FOLDER
  FOLDER/clusters.json   read: the clusters, { "ACCOUNT/REGION/NAME": { … } }, with endpoint, caData, resourcesVpcConfig and
                         authenticationMode, and the file for the mappings of access entries, accessEntries
  FOLDER/mute-rules.json read, if it exists: the active mute rules of alarms, { "ALARM": ["RULE", … ] }
  FOLDER/journal.jsonl   written: what CloudFormation created, updated, replaced, retained and deleted, in this order
"""

import json
import os
import re
import sys
import urllib.parse
from pathlib import Path

port, folder = int(sys.argv[1]), Path(sys.argv[2])
endpoint = f"http://127.0.0.1:{port}"
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
os.environ["MOTO_PORT"] = str(port)

import boto3  # noqa: E402
from botocore.config import Config  # noqa: E402
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app  # noqa: E402
from werkzeug.serving import run_simple  # noqa: E402

from cloudformation import CloudFormation  # noqa: E402
from eks import Eks  # noqa: E402


class Clients:
    """boto3's clients of one caller in one region: `clients("iam")`."""

    accounts = {}

    def __init__(self, access_key_id, region):
        self.region, self._access_key_id = region, access_key_id
        if access_key_id not in self.accounts:
            self.accounts[access_key_id] = self("sts").get_caller_identity()["Account"]
        self.account = self.accounts[access_key_id]

    def __call__(self, service):
        return boto3.client(
            service,
            region_name=self.region,
            endpoint_url=endpoint,
            aws_access_key_id=self._access_key_id,
            aws_secret_access_key="any",
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )


moto = DomainDispatcherApplication(create_backend_app)
cloudformation = CloudFormation(folder / "journal.jsonl", endpoint)
eks = Eks(folder / "clusters.json")


def clients_of(environ):
    scope = re.search(r"Credential=([^/]+)/\d+/([^/]+)/", environ.get("HTTP_AUTHORIZATION", ""))
    return Clients(*scope.groups())


def app(environ, start_response):
    authorization = environ.get("HTTP_AUTHORIZATION", "")
    if "/eks/" in authorization:
        status, body = eks.respond(clients_of(environ), environ["REQUEST_METHOD"], environ["PATH_INFO"], body_of(environ))
        return send(start_response, status, "application/json", json.dumps(body))
    if "/cloudformation/" in authorization:
        form = dict(urllib.parse.parse_qsl(body_of(environ), keep_blank_values=True))
        status, body = cloudformation.respond(clients_of(environ), form)
        return send(start_response, status, "text/xml", body)
    # moto has no mute rules.
    if environ.get("HTTP_X_AMZ_TARGET", "").endswith(".ListAlarmMuteRules"):
        summaries = mute_rules_of(json.loads(body_of(environ))["AlarmName"], clients_of(environ))
        return send(start_response, 200, "application/x-amz-json-1.0", json.dumps({"AlarmMuteRuleSummaries": summaries}))
    return moto(environ, start_response)


def mute_rules_of(alarm, clients):
    path = folder / "mute-rules.json"
    names = json.loads(path.read_text()).get(alarm, []) if path.exists() else []
    arn = f"arn:aws:cloudwatch:{clients.region}:{clients.account}:alarm-mute-rule"
    return [{"AlarmMuteRuleArn": f"{arn}:{name}", "Status": "ACTIVE"} for name in names]


def body_of(environ):
    return environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()


def send(start_response, status, content_type, body):
    data = body.encode()
    start_response(f"{status} -", [("Content-Type", content_type), ("Content-Length", str(len(data)))])
    return [data]


if __name__ == "__main__":
    run_simple("127.0.0.1", port, app, threaded=True)
