"""What the resource types share."""


class Unnamed:
    """A resource type without a name of its own."""

    name_property = None


def without(properties, *names):
    return {name: value for name, value in properties.items() if name not in names}


def pick(properties, *names):
    return {name: properties[name] for name in names}


def only(properties, *names):
    unknown = sorted(set(properties) - set(names))
    if unknown:
        raise ValueError(f"the properties {unknown} are not rehearsed")
