"""YAML values that know where they stand, so that a mistake in a suite is shown at its line and column.

Built on PyYAML's nodes instead of its objects: nodes keep their place, their duplicate keys and how a scalar was
written.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import yaml

from evals.errors import SuiteInvalid

_WORDS = {"tag:yaml.org,2002:str", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}
_FLAGS = {"true": True, "false": False}


def read_marked(path: Path) -> Marked:
    """The document in ``path``; raises ``SuiteInvalid`` where there is none or it is no YAML."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise SuiteInvalid(f"{path}: the suite cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise SuiteInvalid(f"{path}: the suite is not written in UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise SuiteInvalid(f"{where}: this is not YAML: {error.problem}.") from None
    except yaml.YAMLError as error:
        raise SuiteInvalid(f"{path}: this is not YAML: {error}") from None
    if node is None:
        raise SuiteInvalid(f"{path}:1:1: the suite is empty.")
    return Marked(path, node)


@dataclass(frozen=True, slots=True)
class Marked:
    """A YAML value. Each way to read it raises ``SuiteInvalid`` where something else stands there."""

    path: Path
    node: yaml.Node

    def wrong(self, sentence: str) -> SuiteInvalid:
        """The error that says ``sentence`` of this place; lines and columns count from 1."""
        mark = self.node.start_mark
        return SuiteInvalid(f"{self.path}:{mark.line + 1}:{mark.column + 1}: {sentence}")

    def fields(self, needed: Collection[str], allowed: Collection[str] = ()) -> dict[str, Marked]:
        """The values of a mapping that has all keys in ``needed`` and none beyond these and ``allowed``."""
        known = [*needed, *allowed]
        found: dict[str, Marked] = {}
        for key, value in self.pairs():
            name = key.words()
            if name not in known:
                near = get_close_matches(name, known, 1)
                raise key.wrong(f"unknown key {name!r}" + (f"; did you mean {near[0]!r}?" if near else _among(known)))
            found[name] = value
        for name in needed:
            if name not in found:
                raise self.wrong(f"the key {name!r} is missing.")
        return found

    def pairs(self) -> list[tuple[Marked, Marked]]:
        """Keys and values of a mapping, in order; a key that stands twice is an error."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong("a mapping (key: value) belongs here.")
        pairs = [(Marked(self.path, key), Marked(self.path, value)) for key, value in self.node.value]
        seen: set[str] = set()
        for key, _ in pairs:
            if key.words() in seen:
                raise key.wrong(f"the key {key.words()!r} stands here a second time.")
            seen.add(key.words())
        return pairs

    def items(self) -> list[Marked]:
        """The items of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.wrong("a list belongs here.")
        return [Marked(self.path, item) for item in self.node.value]

    def one_or_more(self) -> list[Marked]:
        """The items of a list that is not empty; a value that stands alone is such a list."""
        items = self.items() if isinstance(self.node, yaml.SequenceNode) else [Marked(self.path, self.node)]
        if not items:
            raise self.wrong("this list is empty.")
        return items

    def words(self) -> str:
        """The words of a text or a number as they are written, which keeps a number's zeros."""
        if not isinstance(self.node, yaml.ScalarNode) or self.node.tag not in _WORDS:
            raise self.wrong("a text belongs here; put it in quotes if it is one.")
        if not self.node.value.strip():
            raise self.wrong("this text is empty.")
        return self.node.value

    def share(self) -> float:
        """A number from 0 to 1."""
        try:
            value = float(self.words())
        except ValueError:
            raise self.wrong("a number from 0 to 1 belongs here.") from None
        if not 0.0 <= value <= 1.0:
            raise self.wrong(f"{value:g} can never be reached; a number from 0 to 1 belongs here.")
        return value

    def flag(self) -> bool:
        """``true`` or ``false``."""
        value = _FLAGS.get(self.node.value) if isinstance(self.node, yaml.ScalarNode) else None
        if value is None:
            raise self.wrong("true or false belongs here.")
        return value


def _among(known: Collection[str]) -> str:
    return f"; the keys here are {', '.join(known)}."
