"""The resource types of a function in a VPC, and what Lambda requires there."""

from properties import Unnamed, only, pick, without


class SecurityGroup(Unnamed):
    def create(self, clients, name, properties):
        only(properties, "GroupDescription", "VpcId", "SecurityGroupEgress")
        ec2 = clients("ec2")
        group_id = ec2.create_security_group(
            GroupName=name, Description=properties["GroupDescription"], VpcId=properties["VpcId"]
        )["GroupId"]
        # A group that specifies outbound rules does not have the one that allows everything.
        [group] = ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"]
        ec2.revoke_security_group_egress(GroupId=group_id, IpPermissions=group["IpPermissionsEgress"])
        rules = [
            {**without(rule, "CidrIp", "Description"), "IpRanges": [pick(rule, "CidrIp", "Description")]}
            for rule in properties["SecurityGroupEgress"]
        ]
        ec2.authorize_security_group_egress(GroupId=group_id, IpPermissions=rules)
        return {"GroupId": group_id}

    def delete(self, clients, name, _properties):
        [group] = clients("ec2").describe_security_groups(Filters=[{"Name": "group-name", "Values": [name]}])["SecurityGroups"]
        for function in clients("lambda").list_functions()["Functions"]:
            if group["GroupId"] in (function.get("VpcConfig") or {}).get("SecurityGroupIds", []):
                raise ValueError(f"DependencyViolation: {group['GroupId']} has a dependent object, {function['FunctionName']}")
        clients("ec2").delete_security_group(GroupId=group["GroupId"])


class SecurityGroupIngress(Unnamed):
    def create(self, clients, _name, properties):
        clients("ec2").authorize_security_group_ingress(**self._rule(properties))
        return {}

    def delete(self, clients, _name, properties):
        clients("ec2").revoke_security_group_ingress(**self._rule(properties))

    @staticmethod
    def _rule(properties):
        source = {"GroupId": properties["SourceSecurityGroupId"], "Description": properties["Description"]}
        rule = without(properties, "GroupId", "SourceSecurityGroupId", "Description")
        return {"GroupId": properties["GroupId"], "IpPermissions": [{**rule, "UserIdGroupPairs": [source]}]}


def require_vpc(clients, properties):
    """As Lambda does: the subnets and the groups exist, and the role may create network interfaces."""
    if "VpcConfig" not in properties:
        return
    clients("ec2").describe_subnets(SubnetIds=properties["VpcConfig"]["SubnetIds"])
    clients("ec2").describe_security_groups(GroupIds=properties["VpcConfig"]["SecurityGroupIds"])
    iam, role = clients("iam"), properties["Role"].split("/")[-1]
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    documents = [iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names]
    statements = [statement for document in documents for statement in document["Statement"]]
    if not any(one["Effect"] == "Allow" and "ec2:CreateNetworkInterface" in one["Action"] for one in statements):
        raise ValueError("The provided execution role does not have permissions to call CreateNetworkInterface on EC2")
