"""The settings as a table: for ``ibid settings``, and for ``docs/settings.md``, which is generated from here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import SecretStr

from bot.settings import ServiceSettings

_MASK = "********"
_PASSWORD = re.compile(r"(://[^/\s:@]*:)[^/\s]*(@)")
"""The password in an address, "https://user:password@host"."""


@dataclass(frozen=True, slots=True)
class Row:
    """One setting; a secret's value is masked."""

    name: str
    value: str
    default: str
    description: str


def defaults() -> ServiceSettings:
    """Returns the settings as they are where nothing is set."""
    return ServiceSettings.model_construct()


def as_rows(settings: ServiceSettings) -> Iterator[Row]:
    """Yields every setting with its value, in the order of the class."""
    for name, field in ServiceSettings.model_fields.items():
        yield Row(
            f"IBID_{name.upper()}", _shown(getattr(settings, name)), _shown(field.default), field.description or ""
        )


def as_markdown() -> str:
    """Returns the table of settings and defaults that stands in ``docs/settings.md``."""
    lines = ["| setting | default | meaning |", "| --- | --- | --- |"]
    for row in as_rows(defaults()):
        default = f"`{row.default}`" if row.default else ""
        lines.append(f"| `{row.name}` | {default} | {row.description} |")
    return "\n".join(lines) + "\n"


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return _MASK if value.get_secret_value() else ""
    return _PASSWORD.sub(rf"\1{_MASK}\2", str(value))
