"""Microsoft's own model of Adaptive Cards, applied to every part of a card's JSON.

The package's classes accept unknown properties and any object where an element belongs. Here each
object is compared, property by property, with the class of its type.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, NamedTuple, Union, get_args, get_origin

from microsoft_teams.cards import core
from pydantic import ConfigDict, TypeAdapter, ValidationError

Json = dict[str, Any]
Model = type[core.SerializableObject]

# Parts of other elements, which are allowed only inside these.
PARTS: Final = frozenset({"AdaptiveCard", "Column", "TableRow", "TableCell", "CarouselPage"})
RUNS: Final = frozenset({"TextRun", "IconRun", "ImageRun"})
# The package uses another name than renderers.
# Source: https://learn.microsoft.com/adaptive-cards/authoring-cards/container-layouts
RENAMED: Final = {"gridArea": "grid.area", "schema": "$schema"}
# Teams' documentation has "Full", the package "full"; Teams accepts both.
# Source: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
ALSO: Final = {("TeamsCardProperties", "width"): ("Full",)}


class Problem(NamedTuple):
    """What is wrong with a card, and where."""

    path: str
    rule: str

    def __str__(self) -> str:
        return f"{self.path}: {self.rule}"


@dataclass(frozen=True, slots=True)
class Part:
    """An object of a card. kind: its type, or the name of its model if it has none."""

    kind: str
    node: Json
    path: str


@dataclass(slots=True)
class Walk:
    """The parts and problems found while walking through a card."""

    parts: list[Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def look_at(self, node: Json, model: Model, path: str) -> None:
        """Check an object against this model, with everything in it."""
        kind = node.get("type") if _typed(model) else model.__name__
        self.parts.append(Part(str(kind), node, path))
        if _typed(model) and kind not in _types(model):
            self.problems.append(Problem(path, f"type {kind!r} is not {_types(model)}"))
        fields = _fields(model)
        for name, value in node.items():
            if name not in fields:
                self.problems.append(Problem(path, f"{kind} has no property {name!r}"))
            elif value not in ALSO.get((model.__name__, name), ()):
                self._value(value, fields[name], f"{path}.{name}", Place(model, name))

    def _value(self, value: object, arms: tuple[Any, ...], path: str, place: "Place") -> None:
        if isinstance(value, dict):
            self._mapping(value, arms, path, place)
        elif isinstance(value, list):
            items = _inner(arms, list)
            if not items:
                self.problems.append(Problem(path, "a list does not belong here"))
                return
            for number, item in enumerate(value):
                self._value(item, items, f"{path}[{number}]", place)
        elif problem := _leaf_problem(value, arms):
            self.problems.append(Problem(path, problem))

    def _mapping(self, node: Json, arms: tuple[Any, ...], path: str, place: "Place") -> None:
        free = _inner(arms, dict)
        models = [arm for arm in arms if _is_model(arm)]
        if Any in free:
            return
        if free:
            for name, value in node.items():
                self._value(value, free, f"{path}.{name}", place)
        elif not models:
            self.problems.append(Problem(path, "an object does not belong here"))
        elif (model := place.model_of(node, models[0])) is None:
            self.problems.append(Problem(path, f"unknown type {node.get('type')!r}"))
        else:
            self.look_at(node, model, path)


class Place(NamedTuple):
    """The position of a value: a property of a model."""

    owner: Model
    name: str

    def model_of(self, node: Json, declared: Model) -> Model | None:
        """Return the model of an object here; None if its type is not allowed here."""
        if declared not in (core.CardElement, core.Action, core.ContainerLayout):
            return declared
        kind = node.get("type")
        if not isinstance(kind, str) or kind not in self._kinds(declared):
            return None
        return _models(declared)[kind]

    @lru_cache(maxsize=512)  # noqa: B019 - places are small values, so that caching them is no leak
    def _kinds(self, declared: Model) -> Iterable[str]:
        if declared is not core.CardElement:
            return _models(declared)
        (own, *_), known = _types(self.owner) or ("",), _models(declared).keys()
        if own == "RichTextBlock" or own in RUNS:
            return RUNS
        # The fallback of a column is a column.
        return {own} if own in PARTS and self.name == "fallback" else known - PARTS - RUNS


def walked(card: Json) -> Walk:
    """Compare a card, as it is sent, with the model."""
    walk = Walk()
    walk.look_at(card, core.AdaptiveCard, "$")
    return walk


def properties_by_kind() -> dict[str, frozenset[str]]:
    """Return the properties of each type, or of each model without a type."""
    models = set(_below(core.SerializableObject))
    kinds = ((kind, model) for model in models for kind in _types(model) or (model.__name__,))
    return {kind: frozenset(_fields(model)) for kind, model in kinds}


@lru_cache(maxsize=512)
def _fields(model: Model) -> dict[str, tuple[Any, ...]]:
    """Return the types of each property, by its name in JSON."""
    named = ((info.serialization_alias or name, name) for name, info in model.model_fields.items())
    return {RENAMED.get(alias, alias): _held(model, name) for alias, name in named}


def _held(model: Model, name: str) -> tuple[Any, ...]:
    annotation: Any = model.model_fields[name].annotation
    return _arms(annotation)


@lru_cache(maxsize=512)
def _arms(annotation: Any) -> tuple[Any, ...]:
    """List the alternatives of an annotation, without None: a property is present or absent."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _arms(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return tuple(arm for part in get_args(annotation) for arm in _arms(part))
    return () if annotation is NoneType else (annotation,)


@lru_cache(maxsize=512)
def _inner(arms: tuple[Any, ...], kind: type) -> tuple[Any, ...]:
    """List the item types of those alternatives that are lists or dictionaries."""
    held = (get_args(arm)[-1] for arm in arms if get_origin(arm) is kind)
    return tuple(arm for annotation in held for arm in _arms(annotation))


@lru_cache(maxsize=512)
def _types(model: Model) -> tuple[str, ...]:
    """List the values that a model's "type" may have; none if it has no type, or any text."""
    arms = _held(model, "type") if "type" in model.model_fields else ()
    literals = (arm for arm in arms if get_origin(arm) is Literal)
    return tuple(str(value) for arm in literals for value in get_args(arm))


def _typed(model: Model) -> bool:
    return bool(_types(model))


@lru_cache(maxsize=8)
def _models(base: Model) -> dict[str, Model]:
    """Return the models of a base class by type, without those for people and files."""
    models = {kind: model for model in _below(base) for kind in _types(model)}
    models.pop("Component", None)
    return models


def _below(base: Model) -> Iterator[Model]:
    for model in base.__subclasses__():
        yield model
        yield from _below(model)


def _is_model(arm: Any) -> bool:
    return isinstance(arm, type) and issubclass(arm, core.SerializableObject)


def _leaf_problem(value: object, arms: tuple[Any, ...]) -> str:
    """Say why a text, a number or a boolean is not one of the alternatives."""
    adapter = _adapter(arms)
    if adapter is None:
        return f"{value!r} does not belong here"
    try:
        adapter.validate_python(value)
    except ValidationError as exc:
        return "; ".join(sorted({f"{value!r}: {error['msg']}" for error in exc.errors()}))
    return ""


@lru_cache(maxsize=512)
def _adapter(arms: tuple[Any, ...]) -> TypeAdapter[Any] | None:
    """Return the validator for texts, numbers and booleans here; None if none are allowed."""
    leaves = [arm for arm in arms if not (_is_model(arm) or get_origin(arm) in (list, dict))]
    return TypeAdapter(reduce(or_, leaves), config=ConfigDict(strict=True)) if leaves else None
