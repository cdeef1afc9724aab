"""YAML values with their positions, so that a mistake in a suite is shown with its line and column.

Built on PyYAML's nodes instead of its objects: nodes keep their position, their duplicate keys and the spelling of a
scalar, so that a number keeps its zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from evals.eval_errors import SuiteInvalid

_WRITTEN = {"tag:yaml.org,2002:str", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}
_QUOTES = " Between { } and [ ], words with a comma, a colon or a question mark need quotes."
_DEEPEST = 50
_MOST_VALUES = 1_000_000
_FLAGS = {"true": True, "false": False}


def read_located(path: Path) -> LocatedNode:
    """Reads the document in ``path``; raises ``SuiteInvalid`` where it is missing or not YAML."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise SuiteInvalid(f"{path}: the suite cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise SuiteInvalid(f"{path}: the suite is not written in UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        hint = _QUOTES if "expected ','" in str(error.problem) else ""
        raise SuiteInvalid(f"{where}: this is not YAML: {error.problem}.{hint}") from None
    except yaml.YAMLError as error:
        raise SuiteInvalid(f"{path}: this is not YAML: {error}") from None
    except RecursionError:
        raise SuiteInvalid(f"{path}: the suite is nested too deep to be read.") from None
    if node is None:
        raise SuiteInvalid(f"{path}:1:1: the suite is empty.")
    _refuse_the_endless(LocatedNode(path, node))
    return LocatedNode(path, node)


def _refuse_the_endless(whole: LocatedNode) -> None:
    """Refuses what is nested too deep, or by its aliases stands in itself or is far longer than the file."""
    waiting, met = [(whole.node, 0)], 0
    while waiting:
        node, depth = waiting.pop()
        met += 1
        if depth > _DEEPEST or met > _MOST_VALUES:
            raise LocatedNode(whole.path, node).wrong("what stands here is nested too deep, or repeated too often.")
        if isinstance(node, yaml.MappingNode):
            waiting += [(part, depth + 1) for pair in node.value for part in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += [(item, depth + 1) for item in node.value]


@dataclass(frozen=True, slots=True)
class LocatedNode:
    """A YAML value and its position."""

    path: Path
    node: yaml.Node

    @property
    def place(self) -> tuple[int, int]:
        """Line and column, from 1."""
        mark = self.node.start_mark
        return mark.line + 1, mark.column + 1

    @property
    def written_at(self) -> str:
        """File, line and column, in the form that editors and terminals recognise."""
        line, column = self.place
        return f"{self.path}:{line}:{column}"

    def wrong(self, sentence: str) -> SuiteInvalid:
        """Returns an error with ``sentence`` at this position."""
        return SuiteInvalid(f"{self.written_at}: {sentence}")

    def plain(self) -> object:
        """Returns the value: texts and numbers as they are spelled, true and false, None for anything else.

        Raises ``SuiteInvalid`` for a duplicate key.
        """
        if isinstance(self.node, yaml.MappingNode):
            return {key.node.value: value.plain() for key, value in self._pairs()}
        if isinstance(self.node, yaml.SequenceNode):
            return [LocatedNode(self.path, item).plain() for item in self.node.value]
        if self.node.tag in _WRITTEN:
            return self.node.value
        return _FLAGS.get(str(self.node.value))

    def at(self, way: Sequence[str | int]) -> LocatedNode:
        """Follows ``way``, keys and indices, as far as it exists, and returns the last node."""
        here = self
        for step in way:
            there = here.child(step)
            if there is None:
                break
            here = there
        return here

    def key(self, name: str) -> LocatedNode:
        """Returns the node of the key ``name`` itself."""
        return next((key for key, _ in self._pairs() if key.node.value == name), self)

    def child(self, step: str | int) -> LocatedNode | None:
        """Returns the value of a key, or the item at an index."""
        if isinstance(self.node, yaml.MappingNode):
            return next((value for key, value in self._pairs() if key.node.value == step), None)
        if isinstance(self.node, yaml.SequenceNode) and isinstance(step, int):
            return LocatedNode(self.path, self.node.value[step])
        return None

    def _pairs(self) -> list[tuple[LocatedNode, LocatedNode]]:
        pairs = [(LocatedNode(self.path, key), LocatedNode(self.path, value)) for key, value in self.node.value]
        seen: set[str] = set()
        for key, _ in pairs:
            if not isinstance(key.node, yaml.ScalarNode):
                raise key.wrong("a key must be a word.")
            if key.node.value in seen:
                raise key.wrong(f"the key {key.node.value!r} is here a second time.")
            seen.add(key.node.value)
        return pairs
