"""The resource types of CloudFormation that the rehearsal knows. Each is made by a call of its service's own API with the
template's properties, so that botocore's model of the service rejects a property that is unknown or has another type."""

import json

from networking import SecurityGroup, SecurityGroupIngress, require_vpc
from notification import Dashboard, Key, OnlyValidated, Queue, QueuePolicy, Rule, Subscription
from properties import Unnamed, only, without
from traffic import Database, StateMachine, Table, WorkGroup


class LogGroup:
    name_property, longest_name = "LogGroupName", 512

    def create(self, clients, name, properties):
        logs = clients("logs")
        logs.create_log_group(logGroupName=name)
        self.update(clients, name, properties, {})
        return {"Arn": f"arn:aws:logs:{clients.region}:{clients.account}:log-group:{name}:*"}

    def update(self, clients, name, properties, _old):
        only(properties, "LogGroupName", "RetentionInDays")
        clients("logs").put_retention_policy(logGroupName=name, retentionInDays=properties["RetentionInDays"])

    def delete(self, clients, name, _properties):
        clients("logs").delete_log_group(logGroupName=name)


class Role:
    name_property, longest_name = "RoleName", 64
    separately = ("RoleName", "AssumeRolePolicyDocument", "Policies", "ManagedPolicyArns")

    def create(self, clients, name, properties):
        role = clients("iam").create_role(
            RoleName=name,
            AssumeRolePolicyDocument=json.dumps(properties["AssumeRolePolicyDocument"]),
            **without(properties, *self.separately),
        )["Role"]
        self._put_policies(clients, name, properties)
        return {"Arn": role["Arn"], "RoleId": role["RoleId"]}

    def update(self, clients, name, properties, old):
        iam = clients("iam")
        document = json.dumps(properties["AssumeRolePolicyDocument"])
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=document)
        iam.update_role(RoleName=name, **without(properties, *self.separately, "Tags"))
        kept = {policy["PolicyName"] for policy in properties.get("Policies", [])}
        for policy in old.get("Policies", []):
            if policy["PolicyName"] not in kept:
                iam.delete_role_policy(RoleName=name, PolicyName=policy["PolicyName"])
        for arn in set(old.get("ManagedPolicyArns", [])) - set(properties.get("ManagedPolicyArns", [])):
            iam.detach_role_policy(RoleName=name, PolicyArn=arn)
        self._put_policies(clients, name, properties)

    def delete(self, clients, name, properties):
        iam = clients("iam")
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            iam.delete_role_policy(RoleName=name, PolicyName=policy)
        for arn in properties.get("ManagedPolicyArns", []):
            iam.detach_role_policy(RoleName=name, PolicyArn=arn)
        iam.delete_role(RoleName=name)

    @staticmethod
    def _put_policies(clients, name, properties):
        for policy in properties.get("Policies", []):
            document = json.dumps(policy["PolicyDocument"])
            clients("iam").put_role_policy(RoleName=name, PolicyName=policy["PolicyName"], PolicyDocument=document)
        for arn in properties.get("ManagedPolicyArns", []):
            clients("iam").attach_role_policy(RoleName=name, PolicyArn=arn)


class RolePolicy(Unnamed):
    """AWS::IAM::Policy, for roles."""

    def create(self, clients, _name, properties):
        only(properties, "PolicyName", "PolicyDocument", "Roles")
        for role in properties["Roles"]:
            document = json.dumps(properties["PolicyDocument"])
            clients("iam").put_role_policy(RoleName=role, PolicyName=properties["PolicyName"], PolicyDocument=document)
        return {}

    def update(self, clients, name, properties, _old):
        self.create(clients, name, properties)

    def delete(self, clients, _name, properties):
        for role in properties["Roles"]:
            clients("iam").delete_role_policy(RoleName=role, PolicyName=properties["PolicyName"])


class Function:
    name_property, longest_name = "FunctionName", 64

    def create(self, clients, name, properties):
        require_vpc(clients, properties)
        made = clients("lambda").create_function(FunctionName=name, **without(properties, "FunctionName", "Tags"))
        return {"Arn": made["FunctionArn"]}

    def update(self, clients, name, properties, old):
        service = clients("lambda")
        if (properties["Code"], properties.get("Architectures")) != (old["Code"], old.get("Architectures")):
            service.update_function_code(
                FunctionName=name, Architectures=properties.get("Architectures", ["x86_64"]), **properties["Code"]
            )
        require_vpc(clients, properties)
        configuration = without(properties, "FunctionName", "Tags", "Code", "Architectures")
        outside = {"SubnetIds": [], "SecurityGroupIds": []}
        service.update_function_configuration(FunctionName=name, **{"VpcConfig": outside, **configuration})

    def delete(self, clients, name, _properties):
        clients("lambda").delete_function(FunctionName=name)


class EventInvokeConfig(Unnamed):
    def create(self, clients, _name, properties):
        clients("lambda").put_function_event_invoke_config(**properties)
        return {}

    def update(self, clients, name, properties, _old):
        self.create(clients, name, properties)

    def delete(self, clients, _name, properties):
        service = clients("lambda")
        service.delete_function_event_invoke_config(FunctionName=properties["FunctionName"], Qualifier=properties["Qualifier"])


class Permission(Unnamed):
    def create(self, clients, name, properties):
        clients("lambda").add_permission(StatementId=name, **properties)
        return {"Id": name}

    def delete(self, clients, name, properties):
        clients("lambda").remove_permission(FunctionName=properties["FunctionName"], StatementId=name)


class Schedule:
    name_property, longest_name = "Name", 64

    def create(self, clients, name, properties):
        made = clients("scheduler").create_schedule(Name=name, **without(properties, "Name"))
        return {"Arn": made["ScheduleArn"]}

    def update(self, clients, name, properties, _old):
        clients("scheduler").update_schedule(Name=name, **without(properties, "Name"))

    def delete(self, clients, name, _properties):
        clients("scheduler").delete_schedule(Name=name)


class Alarm:
    name_property, longest_name = "AlarmName", 255

    def create(self, clients, name, properties):
        # PutMetricAlarm would replace the other alarm.
        if clients("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]:
            raise ValueError(f"{name} already exists")
        self.update(clients, name, properties, {})
        return {"Arn": f"arn:aws:cloudwatch:{clients.region}:{clients.account}:alarm:{name}"}

    def update(self, clients, name, properties, _old):
        clients("cloudwatch").put_metric_alarm(AlarmName=name, **without(properties, "AlarmName"))

    def delete(self, clients, name, _properties):
        clients("cloudwatch").delete_alarms(AlarmNames=[name])


class Topic:
    name_property, longest_name = "TopicName", 256

    def create(self, clients, name, properties):
        only(properties, "TopicName", "KmsMasterKeyId")
        arn = clients("sns").create_topic(Name=name, Attributes=without(properties, "TopicName"))["TopicArn"]
        # Ref returns the ARN, not the name.
        return {"Ref": arn, "TopicArn": arn, "TopicName": name}

    def delete(self, clients, name, _properties):
        clients("sns").delete_topic(TopicArn=f"arn:aws:sns:{clients.region}:{clients.account}:{name}")


class TopicPolicy(Unnamed):
    def create(self, clients, _name, properties):
        only(properties, "Topics", "PolicyDocument")
        self._set(clients, properties, json.dumps(properties["PolicyDocument"]))
        return {}

    def update(self, clients, name, properties, _old):
        self.create(clients, name, properties)

    def delete(self, clients, _name, properties):
        """CloudFormation leaves the policy that a new topic has, which cannot be removed."""

    @staticmethod
    def _set(clients, properties, document):
        for arn in properties["Topics"]:
            clients("sns").set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=document)


class Bucket:
    """The bucket of the bootstrap stack. Its encryption, lifecycle and public access are not rehearsed."""

    name_property, longest_name = "BucketName", 63

    def create(self, clients, name, _properties):
        clients("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": clients.region})
        return {"Arn": f"arn:aws:s3:::{name}", "RegionalDomainName": f"{name}.s3.{clients.region}.amazonaws.com"}

    def delete(self, clients, name, _properties):
        clients("s3").delete_bucket(Bucket=name)


class BucketPolicy(Unnamed):
    """Not made: moto would apply it without its conditions, and that of the bootstrap stack denies plain HTTP."""

    def create(self, _clients, _name, _properties):
        return {}


class Repository:
    name_property, longest_name = "RepositoryName", 256

    def create(self, clients, name, _properties):
        return {"Arn": clients("ecr").create_repository(repositoryName=name)["repository"]["repositoryArn"]}

    def delete(self, clients, name, _properties):
        clients("ecr").delete_repository(repositoryName=name, force=True)


class Parameter:
    name_property, longest_name = "Name", 2048

    def create(self, clients, name, properties):
        clients("ssm").put_parameter(Name=name, Type=properties["Type"], Value=properties["Value"])
        return {}

    def update(self, clients, name, properties, _old):
        clients("ssm").put_parameter(Name=name, Type=properties["Type"], Value=properties["Value"], Overwrite=True)

    def delete(self, clients, name, _properties):
        clients("ssm").delete_parameter(Name=name)


class AccessEntry(Unnamed):
    def create(self, clients, _name, properties):
        arguments = {name[0].lower() + name[1:]: value for name, value in properties.items()}
        return {"AccessEntryArn": clients("eks").create_access_entry(**arguments)["accessEntry"]["accessEntryArn"]}

    def delete(self, clients, _name, properties):
        clients("eks").delete_access_entry(clusterName=properties["ClusterName"], principalArn=properties["PrincipalArn"])


class Metadata(Unnamed):
    """AWS::CDK::Metadata, of an app with version reporting: CloudFormation makes nothing."""

    def create(self, _clients, _name, _properties):
        return {}

    def update(self, _clients, _name, _properties, _old):
        pass


TYPES = {
    "AWS::Athena::WorkGroup": WorkGroup(),
    "AWS::CDK::Metadata": Metadata(),
    "AWS::CloudWatch::Alarm": Alarm(),
    "AWS::CloudWatch::AlarmMuteRule": OnlyValidated("cloudwatch", "PutAlarmMuteRule"),
    "AWS::CloudWatch::Dashboard": Dashboard(),
    "AWS::EC2::SecurityGroup": SecurityGroup(),
    "AWS::EC2::SecurityGroupIngress": SecurityGroupIngress(),
    "AWS::ECR::Repository": Repository(),
    "AWS::EKS::AccessEntry": AccessEntry(),
    "AWS::Events::Rule": Rule(),
    "AWS::Glue::Database": Database(),
    "AWS::Glue::Table": Table(),
    "AWS::IAM::Policy": RolePolicy(),
    "AWS::IAM::Role": Role(),
    "AWS::KMS::Key": Key(),
    "AWS::Lambda::EventInvokeConfig": EventInvokeConfig(),
    "AWS::Lambda::Function": Function(),
    "AWS::Lambda::Permission": Permission(),
    "AWS::Logs::LogGroup": LogGroup(),
    "AWS::Logs::QueryDefinition": OnlyValidated("logs", "PutQueryDefinition", lambda name: name[0].lower() + name[1:]),
    "AWS::S3::Bucket": Bucket(),
    "AWS::S3::BucketPolicy": BucketPolicy(),
    "AWS::SNS::Subscription": Subscription(),
    "AWS::SNS::Topic": Topic(),
    "AWS::SNS::TopicPolicy": TopicPolicy(),
    "AWS::SQS::Queue": Queue(),
    "AWS::SQS::QueuePolicy": QueuePolicy(),
    "AWS::SSM::Parameter": Parameter(),
    "AWS::Scheduler::Schedule": Schedule(),
    "AWS::StepFunctions::StateMachine": StateMachine(),
}
