"""The resource types that only `zoneTraffic` has: the catalog, the workgroup, and the state machine."""

from properties import Unnamed, only


class Database(Unnamed):
    def create(self, clients, _name, properties):
        only(properties, "CatalogId", "DatabaseInput")
        given = {name: value for name, value in properties["DatabaseInput"].items()}
        clients("glue").create_database(CatalogId=properties["CatalogId"], DatabaseInput=given)
        return {"Ref": given["Name"]}

    def delete(self, clients, _name, properties):
        clients("glue").delete_database(Name=properties["DatabaseInput"]["Name"])


class Table(Unnamed):
    def create(self, clients, _name, properties):
        clients("glue").create_table(**properties)
        return {"Ref": properties["TableInput"]["Name"]}

    def update(self, clients, _name, properties, _old):
        clients("glue").update_table(**properties)

    def delete(self, clients, _name, properties):
        clients("glue").delete_table(DatabaseName=properties["DatabaseName"], Name=properties["TableInput"]["Name"])


class WorkGroup:
    name_property, longest_name = "Name", 128

    def create(self, clients, name, properties):
        only(properties, "Name", "Description", "RecursiveDeleteOption", "WorkGroupConfiguration")
        clients("athena").create_work_group(
            Name=name, Description=properties["Description"], Configuration=properties["WorkGroupConfiguration"]
        )
        return {}

    def delete(self, clients, name, _properties):
        clients("athena").delete_work_group(WorkGroup=name, RecursiveDeleteOption=True)


class StateMachine:
    name_property, longest_name = "StateMachineName", 80

    def create(self, clients, name, properties):
        only(properties, "RoleArn", "StateMachineType", "DefinitionString")
        made = clients("stepfunctions").create_state_machine(
            name=name,
            roleArn=properties["RoleArn"],
            type=properties["StateMachineType"],
            definition=properties["DefinitionString"],
        )
        return {"Ref": made["stateMachineArn"], "Arn": made["stateMachineArn"]}

    def delete(self, clients, name, _properties):
        arn = f"arn:aws:states:{clients.region}:{clients.account}:stateMachine:{name}"
        clients("stepfunctions").delete_state_machine(stateMachineArn=arn)
