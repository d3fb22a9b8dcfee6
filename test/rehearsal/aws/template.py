"""CloudFormation templates: intrinsic functions, conditions, and the order in which resources depend on each other."""

import re

UNDEFINED = object()  # AWS::NoValue


class TemplateError(Exception):
    """What CloudFormation reports as a ValidationError."""


class Values:
    """What the intrinsic functions of one template refer to.

    `resources` maps a logical ID to (what Ref returns, the attributes of Fn::GetAtt).
    """

    def __init__(self, template, parameters, resources=None):
        self.parameters = parameters
        self.resources = {} if resources is None else resources
        self._conditions = template.get("Conditions", {})

    def resolve(self, value):
        """The value with every intrinsic function replaced by its result, and without what is AWS::NoValue."""
        if isinstance(value, list):
            return [item for item in map(self.resolve, value) if item is not UNDEFINED]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            [(name, argument)] = value.items()
            if name == "Ref" or name.startswith("Fn::"):
                return self._call(name, argument)
        resolved = {key: self.resolve(item) for key, item in value.items()}
        return {key: item for key, item in resolved.items() if item is not UNDEFINED}

    def holds(self, name):
        """Whether a condition of the template is true."""
        return self._test(self._conditions[name])

    def _test(self, expression):
        [(name, argument)] = expression.items()
        if name == "Condition":
            return self.holds(argument)
        if name == "Fn::Equals":
            left, right = map(self.resolve, argument)
            return str(left) == str(right)
        if name == "Fn::Not":
            return not self._test(argument[0])
        if name in ("Fn::And", "Fn::Or"):
            return (all if name == "Fn::And" else any)(map(self._test, argument))
        raise TemplateError(f"the condition function {name} is not rehearsed")

    def _call(self, name, argument):
        if name == "Ref":
            return self._ref(argument)
        if name == "Fn::GetAtt":
            logical_id, attribute = argument if isinstance(argument, list) else argument.split(".", 1)
            return self._attribute(logical_id, attribute)
        if name == "Fn::If":
            condition, if_true, if_false = argument
            return self.resolve(if_true if self.holds(condition) else if_false)
        if name == "Fn::Join":
            separator, parts = argument
            return separator.join(map(str, self.resolve(parts)))
        if name == "Fn::Select":
            index, items = argument
            return self.resolve(items)[int(index)]
        if name == "Fn::Split":
            separator, text = argument
            return self.resolve(text).split(separator)
        if name == "Fn::Sub":
            text, extra = (argument, {}) if isinstance(argument, str) else argument
            return re.sub(r"\$\{([^!}][^}]*)\}", lambda match: str(self._substitute(match[1], extra)), text)
        raise TemplateError(f"the intrinsic function {name} is not rehearsed")

    def _substitute(self, name, extra):
        if name in extra:
            return self.resolve(extra[name])
        return self._attribute(*name.split(".", 1)) if "." in name else self._ref(name)

    def _ref(self, name):
        if name == "AWS::NoValue":
            return UNDEFINED
        if name in self.parameters:
            return self.parameters[name]
        if name in self.resources:
            return self.resources[name][0]
        raise TemplateError(f"Unresolved resource dependencies [{name}] in the template")

    def _attribute(self, logical_id, attribute):
        attributes = self.resources[logical_id][1]
        if attribute not in attributes:
            raise TemplateError(f"the attribute {logical_id}.{attribute} is not rehearsed")
        return attributes[attribute]


def in_order(resources):
    """The logical IDs, each after those that it depends on."""
    order = []

    def visit(logical_id, path):
        if logical_id in path:
            raise TemplateError(f"Circular dependency between resources: {[*path, logical_id]}")
        if logical_id in order:
            return
        for other in sorted(_mentions(resources[logical_id])):
            if other in resources and other != logical_id:
                visit(other, (*path, logical_id))
        order.append(logical_id)

    for logical_id in resources:
        visit(logical_id, ())
    return order


def _mentions(value):
    """Every name that a resource refers to."""
    if isinstance(value, list):
        return {name for item in value for name in _mentions(item)}
    if not isinstance(value, dict):
        return set()
    found = set()
    for key, item in value.items():
        if key in ("Ref", "DependsOn"):
            found |= {item} if isinstance(item, str) else set(item)
        elif key == "Fn::GetAtt":
            found.add(item[0] if isinstance(item, list) else item.split(".")[0])
        elif key == "Fn::Sub":
            text = item if isinstance(item, str) else item[0]
            found |= {name.split(".")[0] for name in re.findall(r"\$\{([^!}][^}]*)\}", text)}
            found |= set() if isinstance(item, str) else _mentions(item[1])
        else:
            found |= _mentions(item)
    return found
