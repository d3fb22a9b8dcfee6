"""AWS's resource schemas, as cfn-lint has them: whether a template is valid, and which changes replace a resource."""

import json
import threading

from cfnlint.api import lint as cfn_lint
from cfnlint.config import ManualArgs
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

_one_at_a_time = threading.Lock()


def lint(template, region):
    """The errors that cfn-lint finds in a template."""
    with _one_at_a_time:
        found = cfn_lint(json.dumps(template), config=ManualArgs(regions=[region]))
    return [f"{match.rule.id} {match.message} at {'/'.join(map(str, match.path))}" for match in found if match.rule.id[0] == "E"]


def replaces(region, kind, old, new):
    """Whether one of the changed properties can only be set when the resource is created."""
    with _one_at_a_time:
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, kind).schema
    paths = [path.split("/")[2:] for path in schema.get("createOnlyProperties", [])]
    return any(_at(old, path) != _at(new, path) for path in paths)


def _at(value, path):
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
