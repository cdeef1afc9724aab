"""The settings of the doors, beside those of the Library."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import ServiceSettings, load_service_settings
from retrieval.settings import Settings, misspelt

COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place of `.env` in an otherwise empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / ".env"


def test_a_door_s_settings_are_read_beside_the_library_s(env: Path) -> None:
    env.write_text("IBID_THREADS=3\nIBID_PORT=9\n", encoding="utf-8")
    assert load_service_settings() == ServiceSettings(threads=3, port=9)


def test_no_door_says_a_setting_of_the_library_anew() -> None:
    assert not set(ServiceSettings.__annotations__) & set(Settings.model_fields)


def test_a_name_that_is_nearly_a_door_s_setting_is_found(env: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env.write_text("", encoding="utf-8")
    monkeypatch.setenv("IBID_API_KEY", "k")
    assert misspelt(ServiceSettings) == {"IBID_API_KEY": "IBID_API_KEYS"}


def test_names_of_compose_are_no_slips(env: Path) -> None:
    names = set(re.findall(r"\bIBID_[A-Z_]+", COMPOSE.read_text(encoding="utf-8")))
    assert "IBID_SOURCES" in names
    env.write_text("".join(f"{name}=x\n" for name in names), encoding="utf-8")
    assert misspelt(ServiceSettings) == {}
