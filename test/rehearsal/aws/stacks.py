"""CloudFormation's stacks and change sets, in memory. Resources are created and updated in the order of their dependencies;
what is no longer in the template, or was replaced, is deleted at the end, as CloudFormation does in its clean-up phase."""

import datetime
import json
import secrets
import sys
import uuid

from resources import TYPES
from schemas import lint, replaces
from template import TemplateError, Values, in_order


class Resource:
    def __init__(self, kind, physical_id, attributes, properties, definition):
        self.kind, self.physical_id, self.attributes = kind, physical_id, attributes
        self.properties, self.definition = properties, definition


class ChangeSet:
    def __init__(self, name, stack, kind, template, parameters):
        self.name, self.kind, self.template, self.parameters = name, kind, template, parameters
        self.id = stack.arn.replace(":stack/", ":changeSet/").rsplit("/", 2)[0] + f"/{name}/{uuid.uuid4()}"
        self.status, self.execution, self.reason = "CREATE_COMPLETE", "AVAILABLE", ""
        problems = lint(template, stack.clients.region)
        if problems:
            self._fail("cfn-lint: " + "; ".join(problems))
        elif kind == "UPDATE" and (template, parameters) == (stack.template, stack.parameters):
            self._fail("The submitted information didn't contain changes. Submit different information to create a change set.")

    def _fail(self, reason):
        self.status, self.execution, self.reason = "FAILED", "UNAVAILABLE", reason


class Stack:
    def __init__(self, name, clients, journal):
        self.name, self.clients, self._journal = name, clients, journal
        self.arn = f"arn:aws:cloudformation:{clients.region}:{clients.account}:stack/{name}/{uuid.uuid4()}"
        self.status, self.reason, self.created = "REVIEW_IN_PROGRESS", "", now()
        self.template, self.parameters, self.outputs, self.tags = {}, {}, [], []
        self.termination_protection = False
        self.resources, self.events, self.change_sets = {}, [], {}

    def parameters_of(self, template, given):
        """The values of a template's parameters: as given, as before, or the default."""
        values = {}
        for name, definition in template.get("Parameters", {}).items():
            one = next((one for one in given if one["ParameterKey"] == name), {})
            before = self.parameters.get(name) if one.get("UsePreviousValue") else None
            value = one.get("ParameterValue", before)
            value = definition.get("Default") if value is None else value
            if value is None:
                raise TemplateError(f"Parameters: [{name}] must have values")
            values[name] = value
        return values

    def execute(self, change_set):
        verb = change_set.kind
        self._event(self.name, "AWS::CloudFormation::Stack", f"{verb}_IN_PROGRESS")
        obsolete, undo, before = [], [], dict(self.resources)
        try:
            values = self._values(change_set.template, change_set.parameters)
            wanted = {
                logical_id: definition
                for logical_id, definition in change_set.template["Resources"].items()
                if "Condition" not in definition or values.holds(definition["Condition"])
            }
            for logical_id in in_order(wanted):
                self._make(logical_id, wanted[logical_id], values, obsolete, undo)
                made = self.resources[logical_id]
                values.resources[logical_id] = (made.attributes.get("Ref", made.physical_id), made.attributes)
            self.outputs = [
                {
                    "OutputKey": name,
                    "OutputValue": str(values.resolve(output["Value"])),
                    **({"Description": output["Description"]} if "Description" in output else {}),
                }
                for name, output in change_set.template.get("Outputs", {}).items()
                if "Condition" not in output or values.holds(output["Condition"])
            ]
        except Exception as error:  # whatever a service answers fails the stack
            self._roll_back(verb, error, undo)
            self.resources = before
            return
        previous = self.template
        self.template, self.parameters = change_set.template, change_set.parameters
        for logical_id in reversed(in_order(previous.get("Resources", {}))):
            if logical_id in self.resources and logical_id not in wanted:
                obsolete.append((logical_id, self.resources.pop(logical_id)))
        for logical_id, resource in obsolete:
            self._delete(logical_id, resource, "UpdateReplacePolicy" if logical_id in wanted else "DeletionPolicy")
        self.status = f"{verb}_COMPLETE"
        self._event(self.name, "AWS::CloudFormation::Stack", self.status)

    def delete(self):
        self._event(self.name, "AWS::CloudFormation::Stack", "DELETE_IN_PROGRESS")
        for logical_id in reversed(in_order(self.template.get("Resources", {}))):
            if logical_id in self.resources:
                self._delete(logical_id, self.resources.pop(logical_id), "DeletionPolicy")
        self.status = "DELETE_COMPLETE"
        self._event(self.name, "AWS::CloudFormation::Stack", self.status)

    def _values(self, template, parameters):
        region, account = self.clients.region, self.clients.account
        lists = {
            name: value.split(",")
            for name, value in parameters.items()
            if template["Parameters"][name]["Type"] == "CommaDelimitedList"
        }
        looked_up = {
            name: self.clients("ssm").get_parameter(Name=value)["Parameter"]["Value"]
            for name, value in parameters.items()
            if template["Parameters"][name]["Type"].startswith("AWS::SSM::Parameter::Value")
        }
        pseudo = {
            "AWS::AccountId": account,
            "AWS::Partition": "aws",
            "AWS::Region": region,
            "AWS::StackId": self.arn,
            "AWS::StackName": self.name,
            "AWS::URLSuffix": "amazonaws.com",
        }
        return Values(template, {**pseudo, **parameters, **lists, **looked_up})

    def _make(self, logical_id, definition, values, obsolete, undo):
        kind, old = definition["Type"], self.resources.get(logical_id)
        if kind not in TYPES:
            raise TemplateError(f"the resource type {kind} is not rehearsed: add it to resources.py")
        handler, properties = TYPES[kind], values.resolve(definition.get("Properties", {}))
        if old is not None and old.kind == kind:
            if old.properties == properties:
                old.definition = definition
                return
            if not replaces(self.clients.region, kind, old.properties, properties):
                self._event(logical_id, kind, "UPDATE_IN_PROGRESS", old.physical_id)
                undo.append(lambda: handler.update(self.clients, old.physical_id, old.properties, properties))
                handler.update(self.clients, old.physical_id, properties, old.properties)
                self.resources[logical_id] = Resource(kind, old.physical_id, old.attributes, properties, definition)
                self._note("update", logical_id, kind, old.physical_id, properties)
                return
        physical_id = properties.get(handler.name_property) or self._generate_name(logical_id, handler)
        if old is not None and old.kind == kind and physical_id == old.physical_id:
            raise TemplateError(f"CloudFormation cannot update a stack when a custom-named resource requires replacing: {physical_id}")
        self._event(logical_id, kind, "CREATE_IN_PROGRESS", physical_id)
        attributes = handler.create(self.clients, physical_id, properties)
        undo.append(lambda: handler.delete(self.clients, physical_id, properties))
        if old is not None:
            obsolete.append((logical_id, old))
        self.resources[logical_id] = Resource(kind, physical_id, attributes, properties, definition)
        self._note("replace" if old is not None else "create", logical_id, kind, physical_id, properties)

    def _delete(self, logical_id, resource, policy):
        if resource.definition.get(policy) in ("Retain", "RetainExceptOnCreate"):
            self._note("retain", logical_id, resource.kind, resource.physical_id)
            return
        handler = TYPES[resource.kind]
        self._event(logical_id, resource.kind, "DELETE_IN_PROGRESS", resource.physical_id)
        if hasattr(handler, "delete"):
            handler.delete(self.clients, resource.physical_id, resource.properties)
        self._note("delete", logical_id, resource.kind, resource.physical_id)

    def _roll_back(self, verb, error, undo):
        print(f"{self.name}: {verb} failed: {error!r}", file=sys.stderr, flush=True)
        self._event(self.name, "AWS::CloudFormation::Stack", f"{verb}_FAILED", reason=str(error))
        for action in reversed(undo):
            try:
                action()
            except Exception as again:  # the other resources are rolled back nevertheless
                print(f"{self.name}: rollback: {again!r}", file=sys.stderr, flush=True)
        self.status = "ROLLBACK_COMPLETE" if verb == "CREATE" else "UPDATE_ROLLBACK_COMPLETE"
        self._event(self.name, "AWS::CloudFormation::Stack", self.status, reason=str(error))

    def _generate_name(self, logical_id, handler):
        suffix = secrets.token_hex(6)
        name = f"{self.name}-{logical_id}"[: getattr(handler, "longest_name", 255) - len(suffix) - 1]
        return f"{name}-{suffix}"

    def _event(self, logical_id, kind, status, physical_id="", reason=""):
        if kind == "AWS::CloudFormation::Stack":
            self.status, self.reason, physical_id = status, reason, self.arn
        event = {
            "StackId": self.arn,
            "EventId": str(uuid.uuid4()),
            "StackName": self.name,
            "LogicalResourceId": logical_id,
            "PhysicalResourceId": physical_id,
            "ResourceType": kind,
            "Timestamp": now(),
            "ResourceStatus": status,
            **({"ResourceStatusReason": reason} if reason else {}),
        }
        self.events.insert(0, event)

    def _note(self, action, logical_id, kind, physical_id, properties=None):
        """A line of the journal, and the end of the events of this resource."""
        done = {"create": "CREATE", "replace": "UPDATE", "update": "UPDATE"}.get(action, "DELETE")
        skipped = action == "retain"
        self._event(logical_id, kind, "DELETE_SKIPPED" if skipped else f"{done}_COMPLETE", physical_id)
        where = {"account": self.clients.account, "stack": self.name}
        entry = {**where, "action": action, "logicalId": logical_id, "type": kind, "physicalId": physical_id}
        with open(self._journal, "a", encoding="utf-8") as file:
            file.write(json.dumps({**entry, "properties": properties}) + "\n")


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
