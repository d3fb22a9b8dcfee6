"""CloudFormation's API, as far as the CDK CLI and the AWS CLI call it here: the AWS Query protocol over the stacks."""

import json
import re
import urllib.parse
import urllib.request
from xml.sax.saxutils import escape

import yaml

from stacks import ChangeSet, Stack
from template import TemplateError

NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/"


class ApiError(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class CloudFormation:
    """The stacks of all accounts and regions."""

    def __init__(self, journal, endpoint):
        self._stacks, self._journal, self._endpoint = [], journal, endpoint

    def respond(self, clients, form):
        """(status, XML) for one request."""
        action = form["Action"]
        try:
            operation = getattr(self, re.sub(r"(?<!^)(?=[A-Z])", "_", action).lower(), None)
            if operation is None:
                raise ApiError("InvalidAction", f"{action} is not rehearsed: add it to cloudformation.py")
            body = to_xml(operation(clients, structure(form)))
            result = f"<{action}Result>{body}</{action}Result>"
            return 200, f'<{action}Response xmlns="{NAMESPACE}">{result}</{action}Response>'
        except (ApiError, TemplateError) as error:
            code = getattr(error, "code", "ValidationError")
            text = f"<Type>Sender</Type><Code>{code}</Code><Message>{escape(str(error))}</Message>"
            return 400, f'<ErrorResponse xmlns="{NAMESPACE}"><Error>{text}</Error></ErrorResponse>'

    def find(self, clients, name):
        """The stack with this ARN, or the one of this name that was not deleted."""
        for stack in reversed(self._stacks):
            here = (stack.clients.account, stack.clients.region) == (clients.account, clients.region)
            if here and (stack.arn == name or (stack.name == name and stack.status != "DELETE_COMPLETE")):
                return stack
        raise ApiError("ValidationError", f"Stack with id {name} does not exist")

    def describe_stacks(self, clients, form):
        if "StackName" in form:
            return {"Stacks": [describe(self.find(clients, form["StackName"]))]}
        return {"Stacks": [describe(stack) for stack in self._stacks if stack.status != "DELETE_COMPLETE"]}

    def describe_stack_events(self, clients, form):
        return {"StackEvents": self.find(clients, form["StackName"]).events}

    def list_stack_resources(self, clients, form):
        stack = self.find(clients, form["StackName"])
        return {"StackResourceSummaries": [summary(*item, stack) for item in stack.resources.items()]}

    def describe_stack_resources(self, clients, form):
        stack = self.find(clients, form["StackName"])
        return {"StackResources": [summary(*item, stack) for item in stack.resources.items()]}

    def get_template(self, clients, form):
        template = self.find(clients, form["StackName"]).template
        return {"TemplateBody": json.dumps(template), "StagesAvailable": ["Original", "Processed"]}

    def create_change_set(self, clients, form):
        name, kind = form["StackName"], form.get("ChangeSetType", "UPDATE")
        try:
            stack = self.find(clients, name)
        except ApiError:
            if kind != "CREATE":
                raise
            stack = Stack(name, clients, self._journal)
            self._stacks.append(stack)
        stack.clients = clients
        template = self._template(clients, form)
        change_set = ChangeSet(
            form["ChangeSetName"], stack, kind, template, stack.parameters_of(template, form.get("Parameters", []))
        )
        stack.change_sets[change_set.name] = change_set
        stack.tags = form.get("Tags", [])
        return {"Id": change_set.id, "StackId": stack.arn}

    def describe_change_set(self, clients, form):
        stack, change_set = self._change_set(clients, form)
        names = {*stack.template.get("Resources", {}), *change_set.template["Resources"]}
        changed = [name for name in sorted(names) if definition(stack.template, name) != definition(change_set.template, name)]
        return {
            "ChangeSetName": change_set.name,
            "ChangeSetId": change_set.id,
            "StackId": stack.arn,
            "StackName": stack.name,
            "Status": change_set.status,
            "ExecutionStatus": change_set.execution,
            "StatusReason": change_set.reason,
            "Changes": [{"Type": "Resource", "ResourceChange": change(stack, change_set, name)} for name in changed],
        }

    def execute_change_set(self, clients, form):
        stack, change_set = self._change_set(clients, form)
        stack.clients = clients
        stack.execute(change_set)
        return {}

    def delete_change_set(self, clients, form):
        try:
            stack, change_set = self._change_set(clients, form)
        except ApiError:
            return {}
        del stack.change_sets[change_set.name]
        return {}

    def update_termination_protection(self, clients, form):
        stack = self.find(clients, form["StackName"])
        stack.termination_protection = form["EnableTerminationProtection"] == "true"
        return {"StackId": stack.arn}

    def delete_stack(self, clients, form):
        try:
            stack = self.find(clients, form["StackName"])
        except ApiError:
            return {}
        stack.clients = clients
        stack.delete()
        return {}

    def _change_set(self, clients, form):
        name = form["ChangeSetName"]
        stacks = [self.find(clients, form["StackName"])] if "StackName" in form else self._stacks
        for stack in stacks:
            for change_set in stack.change_sets.values():
                if name in (change_set.name, change_set.id):
                    return stack, change_set
        raise ApiError("ChangeSetNotFound", f"ChangeSet [{name}] does not exist")

    def _template(self, clients, form):
        if form.get("UsePreviousTemplate") == "true":
            return self.find(clients, form["StackName"]).template
        if "TemplateBody" in form:
            return yaml.safe_load(form["TemplateBody"])
        bucket, key = urllib.parse.urlsplit(form["TemplateURL"]).path.lstrip("/").split("/", 1)
        return yaml.safe_load(clients("s3").get_object(Bucket=bucket, Key=key)["Body"].read())


def definition(template, logical_id):
    return template.get("Resources", {}).get(logical_id)


def describe(stack):
    return {
        "StackName": stack.name,
        "StackId": stack.arn,
        "CreationTime": stack.created,
        "StackStatus": stack.status,
        "StackStatusReason": stack.reason,
        "EnableTerminationProtection": stack.termination_protection,
        "Description": stack.template.get("Description", ""),
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in stack.parameters.items()],
        "Outputs": stack.outputs,
        "Tags": stack.tags,
    }


def summary(logical_id, resource, stack):
    return {
        "StackName": stack.name,
        "LogicalResourceId": logical_id,
        "PhysicalResourceId": resource.physical_id,
        "ResourceType": resource.kind,
        "ResourceStatus": "CREATE_COMPLETE",
        "LastUpdatedTimestamp": stack.created,
        "Timestamp": stack.created,
    }


def change(stack, change_set, logical_id):
    old, new = definition(stack.template, logical_id), definition(change_set.template, logical_id)
    action = "Add" if old is None else "Remove" if new is None else "Modify"
    return {"Action": action, "LogicalResourceId": logical_id, "ResourceType": (new or old)["Type"]}


def structure(form):
    """`Tags.member.1.Key=a` as nested lists and dictionaries."""
    nested = {}
    for path, value in form.items():
        *parents, last = path.split(".")
        node = nested
        for name in parents:
            node = node.setdefault(name, {})
        node[last] = value
    return to_lists(nested)


def to_lists(value):
    if not isinstance(value, dict):
        return value
    if set(value) == {"member"}:
        return [to_lists(item) for _, item in sorted(value["member"].items(), key=lambda item: int(item[0]))]
    return {name: to_lists(item) for name, item in value.items()}


def to_xml(value):
    if isinstance(value, dict):
        return "".join(f"<{name}>{to_xml(item)}</{name}>" for name, item in value.items())
    if isinstance(value, list):
        return "".join(f"<member>{to_xml(item)}</member>" for item in value)
    return str(value).lower() if isinstance(value, bool) else escape(str(value))
