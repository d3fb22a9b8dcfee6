"""The resource types that only a full configuration has: who is told, how, and when not."""

import json

from botocore.validate import ParamValidator

from properties import Unnamed, only, pick


class OnlyValidated(Unnamed):
    """Not made, because moto does not have it: only what botocore's model of the operation says is checked."""

    def __init__(self, service, operation, argument=lambda name: name):
        self.service, self.operation, self.argument = service, operation, argument

    def create(self, clients, _name, properties):
        arguments = {self.argument(name): value for name, value in properties.items()}
        shape = clients(self.service).meta.service_model.operation_model(self.operation).input_shape
        report = ParamValidator().validate(arguments, shape)
        unknown = sorted(set(arguments) - set(shape.members))
        if report.has_errors() or unknown:
            raise ValueError(f"{self.operation}: {report.generate_report()} {unknown}")
        return {}

    def update(self, clients, name, properties, _old):
        self.create(clients, name, properties)


class Dashboard:
    name_property, longest_name = "DashboardName", 255

    def create(self, clients, name, properties):
        only(properties, "DashboardName", "DashboardBody")
        clients("cloudwatch").put_dashboard(DashboardName=name, DashboardBody=properties["DashboardBody"])
        return {}

    def update(self, clients, name, properties, _old):
        self.create(clients, name, properties)

    def delete(self, clients, name, _properties):
        clients("cloudwatch").delete_dashboards(DashboardNames=[name])


class Key(Unnamed):
    def create(self, clients, _name, properties):
        only(properties, "Description", "EnableKeyRotation", "KeyPolicy")
        kms = clients("kms")
        policy = json.dumps(properties["KeyPolicy"])
        made = kms.create_key(Description=properties["Description"], Policy=policy)["KeyMetadata"]
        if properties.get("EnableKeyRotation"):
            kms.enable_key_rotation(KeyId=made["KeyId"])
        return {"Ref": made["KeyId"], "Arn": made["Arn"], "KeyId": made["KeyId"]}

    def delete(self, clients, _name, properties):
        """Only scheduled, as CloudFormation does: the key has the description of its stack's cluster."""
        kms = clients("kms")
        for key in kms.list_keys()["Keys"]:
            found = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
            if found["Description"] == properties["Description"] and found["KeyState"] == "Enabled":
                kms.schedule_key_deletion(KeyId=key["KeyId"])


class Subscription(Unnamed):
    """It is deleted with its topic."""

    def create(self, clients, _name, properties):
        arn = clients("sns").subscribe(**pick(properties, "TopicArn", "Protocol", "Endpoint"))["SubscriptionArn"]
        return {"Ref": arn, "Arn": arn}


class Queue:
    name_property, longest_name = "QueueName", 80

    def create(self, clients, name, properties):
        only(properties, "MessageRetentionPeriod", "SqsManagedSseEnabled")
        attributes = {key: str(value).lower() for key, value in properties.items()}
        url = clients("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        # Ref returns the URL, not the name.
        return {"Ref": url, "Arn": f"arn:aws:sqs:{clients.region}:{clients.account}:{name}", "QueueName": name}

    def delete(self, clients, name, _properties):
        sqs = clients("sqs")
        sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName=name)["QueueUrl"])


class QueuePolicy(Unnamed):
    """It is deleted with its queue."""

    def create(self, clients, _name, properties):
        only(properties, "Queues", "PolicyDocument")
        for url in properties["Queues"]:
            policy = json.dumps(properties["PolicyDocument"])
            clients("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        return {}


class Rule:
    name_property, longest_name = "Name", 64

    def create(self, clients, name, properties):
        self.update(clients, name, properties, {})
        return {"Arn": f"arn:aws:events:{clients.region}:{clients.account}:rule/{name}"}

    def update(self, clients, name, properties, _old):
        only(properties, "Name", "Description", "EventPattern", "State", "Targets")
        events = clients("events")
        pattern = json.dumps(properties["EventPattern"])
        events.put_rule(Name=name, EventPattern=pattern, **pick(properties, "Description", "State"))
        events.put_targets(Rule=name, Targets=properties["Targets"])

    def delete(self, clients, name, properties):
        events = clients("events")
        events.remove_targets(Rule=name, Ids=[target["Id"] for target in properties["Targets"]])
        events.delete_rule(Name=name)
