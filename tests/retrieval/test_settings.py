"""The settings as they are read, from a `.env` that other programs use too."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.settings import Settings, SettingsInvalid, load_settings, misspelt


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place of `.env` in an otherwise empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / ".env"


def test_lines_of_other_programs_stop_nothing(env: Path) -> None:
    lines = ["IBID_THREADS=3", "OPENAI_API_KEY=sk-x", "IBID_SOURCES=./docs", "PORT=9", "MODEL=none"]
    env.write_text("\n".join(lines), encoding="utf-8")
    assert load_settings() == Settings(threads=3)
    assert load_settings().model == "extractive"
    assert misspelt(Settings) == {}


def test_a_name_that_is_nearly_a_setting_s_is_found(env: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env.write_text("IBID_MODLE=openai:m\nibid_hoem=/tmp\n", encoding="utf-8")
    monkeypatch.setenv("IBID_THREAD", "2")
    assert misspelt(Settings) == {"IBID_HOEM": "IBID_HOME", "IBID_MODLE": "IBID_MODEL", "IBID_THREAD": "IBID_THREADS"}


def test_a_file_that_is_not_utf8_is_a_sentence(env: Path) -> None:
    env.write_text("IBID_THREADS=3\n", encoding="utf-16")
    with pytest.raises(SettingsInvalid, match=r"\.env is not UTF-8 text. Save it as UTF-8"):
        load_settings()


def test_a_file_that_cannot_be_read_is_a_sentence(env: Path) -> None:
    env.symlink_to("/proc/self/mem")  # a file in which there is nothing to read, not even for root
    with pytest.raises(SettingsInvalid, match=r"\.env cannot be read: Input/output error"):
        load_settings()


def test_a_library_apart_is_in_its_home_alone(tmp_path: Path) -> None:
    stated = {"chroma_url": "http://chroma:8000", "database_url": "postgresql://db/ibid", "threads": 3}
    assert Settings.model_validate(stated).apart(tmp_path) == Settings(home=tmp_path, threads=3)
