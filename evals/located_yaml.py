"""YAML values that know where they stand, so that a mistake in a suite is shown at its line and column.

Built on PyYAML's nodes instead of its objects: nodes keep their place, their duplicate keys and how a scalar was
written, so that a number keeps its zeros.
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
        hint = _QUOTES if "expected ','" in str(error.problem) else ""
        raise SuiteInvalid(f"{where}: this is not YAML: {error.problem}.{hint}") from None
    except yaml.YAMLError as error:
        raise SuiteInvalid(f"{path}: this is not YAML: {error}") from None
    except RecursionError:
        raise SuiteInvalid(f"{path}: the suite is nested too deep to be read.") from None
    if node is None:
        raise SuiteInvalid(f"{path}:1:1: the suite is empty.")
    _refuse_the_endless(Marked(path, node))
    return Marked(path, node)


def _refuse_the_endless(whole: Marked) -> None:
    """Refuses what is nested too deep, or by its aliases stands in itself or is far longer than the file."""
    waiting, met = [(whole.node, 0)], 0
    while waiting:
        node, depth = waiting.pop()
        met += 1
        if depth > _DEEPEST or met > _MOST_VALUES:
            raise Marked(whole.path, node).wrong("what stands here is nested too deep, or repeated too often.")
        if isinstance(node, yaml.MappingNode):
            waiting += [(part, depth + 1) for pair in node.value for part in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += [(item, depth + 1) for item in node.value]


@dataclass(frozen=True, slots=True)
class Marked:
    """A YAML value and its place."""

    path: Path
    node: yaml.Node

    @property
    def place(self) -> tuple[int, int]:
        """Line and column, from 1."""
        mark = self.node.start_mark
        return mark.line + 1, mark.column + 1

    @property
    def written_at(self) -> str:
        """File, line and column, as editors and terminals read them."""
        line, column = self.place
        return f"{self.path}:{line}:{column}"

    def wrong(self, sentence: str) -> SuiteInvalid:
        """The error that says ``sentence`` of this place."""
        return SuiteInvalid(f"{self.written_at}: {sentence}")

    def plain(self) -> object:
        """The value: texts and numbers as they are written, true and false, None for all else that is no text.

        Raises ``SuiteInvalid`` where a key stands twice.
        """
        if isinstance(self.node, yaml.MappingNode):
            return {key.node.value: value.plain() for key, value in self._pairs()}
        if isinstance(self.node, yaml.SequenceNode):
            return [Marked(self.path, item).plain() for item in self.node.value]
        if self.node.tag in _WRITTEN:
            return self.node.value
        return _FLAGS.get(str(self.node.value))

    def at(self, way: Sequence[str | int]) -> Marked:
        """What stands at the end of ``way``, keys and numbers of items; as far as it goes."""
        here = self
        for step in way:
            there = here.child(step)
            if there is None:
                break
            here = there
        return here

    def key(self, name: str) -> Marked:
        """The key ``name`` of a mapping itself."""
        return next((key for key, _ in self._pairs() if key.node.value == name), self)

    def child(self, step: str | int) -> Marked | None:
        """The value of a key, or an item by its number."""
        if isinstance(self.node, yaml.MappingNode):
            return next((value for key, value in self._pairs() if key.node.value == step), None)
        if isinstance(self.node, yaml.SequenceNode) and isinstance(step, int):
            return Marked(self.path, self.node.value[step])
        return None

    def _pairs(self) -> list[tuple[Marked, Marked]]:
        pairs = [(Marked(self.path, key), Marked(self.path, value)) for key, value in self.node.value]
        seen: set[str] = set()
        for key, _ in pairs:
            if not isinstance(key.node, yaml.ScalarNode):
                raise key.wrong("a key is a word.")
            if key.node.value in seen:
                raise key.wrong(f"the key {key.node.value!r} stands here a second time.")
            seen.add(key.node.value)
        return pairs
