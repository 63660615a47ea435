"""Reads a synthesized template the way the tests ask about it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Properties = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """A CloudFormation template."""

    template: Mapping[str, Any]

    def of_type(self, type_: str) -> dict[str, Properties]:
        """Properties of all resources of a type by their logical id."""
        return {
            logical_id: resource.get("Properties", {})
            for logical_id, resource in self.template["Resources"].items()
            if resource["Type"] == type_
        }

    def only(self, type_: str) -> Properties:
        """Properties of the one resource of a type."""
        (properties,) = self.of_type(type_).values()
        return properties

    def resource(self, logical_id: str) -> dict[str, Any]:
        """A resource with its type and policies."""
        resource: dict[str, Any] = self.template["Resources"][logical_id]
        return resource

    def logical_id(self, type_: str, part: str) -> str:
        """The logical id of the one resource of a type that has this part in it."""
        (found,) = (name for name in self.of_type(type_) if part in name)
        return found

    def functions(self) -> dict[str, Properties]:
        """Properties of the functions by their folder's name."""
        return {
            name: properties
            for properties in self.of_type("AWS::Lambda::Function").values()
            if (name := _service(properties)) is not None
        }

    def function_id(self, name: str) -> str:
        """Logical id of a function."""
        (found,) = (
            logical_id
            for logical_id, properties in self.of_type("AWS::Lambda::Function").items()
            if _service(properties) == name
        )
        return found

    def alias_id(self, name: str) -> str:
        """Logical id of a function's alias."""
        (found,) = (
            logical_id
            for logical_id, properties in self.of_type("AWS::Lambda::Alias").items()
            if written(properties["FunctionName"]) == self.function_id(name)
        )
        return found

    def called(self, value: Any) -> str:
        """Logical id of the function whose released version is called by a name or an ARN.

        Whoever calls the function itself gets a version that was not released: no function.
        """
        aliases = self.of_type("AWS::Lambda::Alias")
        (alias,) = {name for name in aliases if json.dumps({"Ref": name}) in json.dumps(value)}
        return written(aliases[alias]["FunctionName"])

    def environment(self, name: str) -> dict[str, Any]:
        """Variables of a function."""
        variables: dict[str, Any] = self.functions()[name]["Environment"]["Variables"]
        return variables

    def allowed(self, name: str) -> set[tuple[str, str]]:
        """What a function's role may do: pairs of an action and a resource.

        A resource is written as its logical id, followed by what comes after its ARN.
        """
        return self.allowed_to(self.functions()[name]["Role"]["Fn::GetAtt"][0])

    def allowed_to(self, role: str) -> set[tuple[str, str]]:
        """The same of any role, by its logical id."""
        return {
            (action, resource)
            for policy in self.of_type("AWS::IAM::Policy").values()
            if {"Ref": role} in policy["Roles"]
            for statement in policy["PolicyDocument"]["Statement"]
            if statement["Effect"] == "Allow"
            for action in _list(statement["Action"])
            for resource in map(written, _list(statement["Resource"]))
        }

    def statements(self, name: str) -> list[Properties]:
        """What is said in the policies of a function's role."""
        role = {"Ref": self.functions()[name]["Role"]["Fn::GetAtt"][0]}
        return [
            statement
            for policy in self.of_type("AWS::IAM::Policy").values()
            if role in policy["Roles"]
            for statement in policy["PolicyDocument"]["Statement"]
        ]

    def async_calls(self, name: str) -> Properties:
        """What becomes of calls of a function that nobody waits for."""
        for properties in self.of_type("AWS::Lambda::EventInvokeConfig").values():
            if self.called(properties["Qualifier"]) == self.function_id(name):
                return properties
        return {}

    def given_up(self, name: str) -> set[str]:
        """The queues for what Lambda gives up to call a function with."""
        configured = [*self.event_sources(name), self.async_calls(name)]
        destinations = (one.get("DestinationConfig", {}).get("OnFailure") for one in configured)
        return {written(found["Destination"]) for found in destinations if found}

    def event_sources(self, name: str) -> list[Properties]:
        """The event source mappings of a function."""
        return [
            properties
            for properties in self.of_type("AWS::Lambda::EventSourceMapping").values()
            if self.called(properties["FunctionName"]) == self.function_id(name)
        ]


def written(value: Any) -> str:
    """A value with its references written out: `TablesTasks1234.Arn/index/active`."""
    match value:
        case str():
            return value
        case {"Ref": name}:
            return str(name)
        case {"Fn::GetAtt": [name, attribute]}:
            return str(name) if attribute == "Arn" else f"{name}.{attribute}"
        case {"Fn::Join": [separator, parts]}:
            return str(separator).join(map(written, parts))
        case {"Fn::ImportValue": name}:
            # The export's name holds the logical id of what is exported.
            return written(name)
    return json.dumps(value)


def _list(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, list) else [value]


def _service(function: Properties) -> str | None:
    """The folder of a function; None when it is the CDK's own."""
    name: str | None = (
        function.get("Environment", {}).get("Variables", {}).get("POWERTOOLS_SERVICE_NAME")
    )
    return name
