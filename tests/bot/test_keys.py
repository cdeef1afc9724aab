"""Keys that are made here: shown once, kept as digests, and gone as soon as they are taken away."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.key_file import BadKey, KeyFile, Scope
from bot.keys import Keys
from bot.settings import ServiceSettings
from tests.bot.conftest import Opened, Serving
from tests.bot.http_parts import NOTED, problem, upload


def test_a_key_counts_from_when_it_is_made_to_when_it_is_taken_away(tmp_path: Path) -> None:
    keys, file = Keys(ServiceSettings(home=tmp_path)), KeyFile(tmp_path / "keys.json")
    assert keys.may_ask(b"")
    assert keys.may_change(b"")
    asking, admin = file.add("ann", Scope.ASK).encode(), file.add("bob", Scope.ADMIN).encode()
    assert [keys.may_ask(item) for item in (asking, admin, b"", b"guess")] == [True, True, False, False]
    assert [keys.may_change(item) for item in (asking, admin, b"")] == [False, True, False]
    file.remove("bob")
    file.add("eve", Scope.ADMIN)
    assert not keys.may_change(admin)
    assert keys.may_ask(asking)


@pytest.mark.parametrize("stated", [{"api_keys": "a"}, {"admin_keys": "b"}])
def test_any_key_locks_changing(opened: Opened, serving: Serving, stated: dict[str, str]) -> None:
    with serving(opened(**stated)) as client:
        for headers in ({}, {"Authorization": "Bearer a"}):
            assert upload(client, "a.md", NOTED, **headers).status_code in (401, 403)
            assert client.delete("/sources/x", headers=headers).status_code in (401, 403)


def test_a_key_to_ask_that_is_made_while_the_server_runs_locks_changing(tmp_path: Path) -> None:
    keys, file = Keys(ServiceSettings(home=tmp_path)), KeyFile(tmp_path / "keys.json")
    assert keys.standing() == "Anyone may ask. Whoever reaches this server may change the library."
    key = file.add("ann", Scope.ASK).encode()
    assert not keys.may_change(b"")
    assert not keys.may_change(key)
    assert keys.standing().endswith("Nobody may change the library over HTTP: there is no admin key.")
    admin = file.add("bob", Scope.ADMIN).encode()
    assert keys.may_change(admin)
    assert keys.standing() == "A key is needed to ask. An admin key is needed to change the library."


def test_a_key_to_change_leaves_asking_open(tmp_path: Path) -> None:
    KeyFile(tmp_path / "keys.json").add("bob", Scope.ADMIN)
    keys = Keys(ServiceSettings(home=tmp_path))
    assert keys.may_ask(b"")
    assert keys.standing() == "Anyone may ask. An admin key is needed to change the library."


@pytest.mark.parametrize("deleted", [False, True])
def test_taking_the_last_key_away_opens_no_door(
    opened: Opened, serving: Serving, tmp_path: Path, deleted: bool
) -> None:
    file = KeyFile(tmp_path / "home" / "keys.json")
    key, admin = file.add("ann", Scope.ASK), file.add("bob", Scope.ADMIN)
    with serving(opened()) as client:
        if deleted:
            (tmp_path / "home" / "keys.json").unlink()
        else:
            for name in ("ann", "bob"):
                file.remove(name)
        for headers in ({}, {"Authorization": f"Bearer {key}"}, {"Authorization": f"Bearer {admin}"}):
            problem(client.post("/ask", json={"question": "Why?"}, headers=headers), 401, "key-needed")
            problem(client.delete("/sources/x", headers=headers), 401, "key-needed")
            problem(client.post("/mcp", json={}, headers=headers), 401, "key-needed")
        again = {"Authorization": f"Bearer {file.add('eve', Scope.ADMIN)}"}
        problem(client.delete("/sources/x", headers=again), 404, "unknown-source")


def test_a_file_that_is_damaged_while_the_server_runs_lets_nobody_in(
    opened: Opened, serving: Serving, tmp_path: Path
) -> None:
    file = KeyFile(tmp_path / "home" / "keys.json")
    headers = {"Authorization": f"Bearer {file.add('ann', Scope.ASK)}"}
    with serving(opened()) as client:
        (tmp_path / "home" / "keys.json").write_text("[{]", encoding="utf-8")
        problem(client.get("/sources", headers=headers), 503, "unavailable")


def test_a_home_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    file, says = KeyFile(tmp_path / "file" / "home" / "keys.json"), r"cannot be kept in .*IBID_HOME"
    with pytest.raises(BadKey, match=says):
        file.add("ann", Scope.ASK)
    with pytest.raises(BadKey, match=says):
        file.remove("ann")


def test_keys_of_the_settings_go_on_counting(tmp_path: Path) -> None:
    keys = Keys(ServiceSettings.model_validate({"home": tmp_path, "api_keys": "a", "admin_keys": "b"}))
    KeyFile(tmp_path / "keys.json").add("ann", Scope.ASK)
    assert keys.may_ask(b"a")
    assert keys.may_change(b"b")


def test_the_file_holds_no_key_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    key = KeyFile(path).add("ann", Scope.ASK)
    assert key not in path.read_text(encoding="utf-8")
    assert key.removeprefix("ibid-") not in path.read_text(encoding="utf-8")
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["", "a\nb", "x" * 81, "<b>"])
def test_a_name_that_is_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadKey, match="name"):
        KeyFile(tmp_path / "keys.json").add(name, Scope.ASK)


def test_a_damaged_file_lets_nobody_in(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("[{]", encoding="utf-8")
    with pytest.raises(BadKey, match=r"keys\.json cannot be read"):
        Keys(ServiceSettings(home=tmp_path)).may_ask(b"")


def test_who_takes_the_last_key_of_a_scope_away_is_told_so(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "keys.json")

    def told(name: str, **settings: str) -> str:
        file.add(name, Scope.ADMIN)
        environment = {"IBID_HOME": str(tmp_path), **settings}
        return CliRunner().invoke(app, ["keys", "remove", name], env=environment, catch_exceptions=False).stderr

    file.add("ann", Scope.ASK)
    assert "the last key of scope `admin`" in told("bob")
    assert told("bob", IBID_ADMIN_KEYS="another") == ""


def test_the_command_line_makes_lists_and_removes_keys(tmp_path: Path) -> None:
    def ibid(*words: str) -> str:
        return (
            CliRunner().invoke(app, ["keys", *words], env={"IBID_HOME": str(tmp_path)}, catch_exceptions=False).stdout
        )

    key = ibid("add", "ann", "--scope", "admin").strip()
    assert Keys(ServiceSettings(home=tmp_path)).may_change(key.encode())
    assert "ann  admin" in ibid()
    assert key not in ibid("--json")
    ibid("remove", "ann")
    assert ibid() == "There are no keys.\n"
    with pytest.raises(BadKey, match="no key named"):
        ibid("remove", "ann")
