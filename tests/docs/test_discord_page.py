"""docs/discord.md names every command that the bot has."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = re.compile(r"""(?:\.command\(|\.context_menu\(|super\(\).__init__\()\s*name="([^"]+)\"""")


def test_every_command_is_described() -> None:
    page = (ROOT / "docs/discord.md").read_text(encoding="utf-8")
    code = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "bot/discord_bot").glob("*commands.py")))
    names = COMMAND.findall(code)
    assert {"ask", "config", "library", "stats", "Answer this"} <= {*names}
    assert [name for name in names if not re.search(rf"[`/* ]{name}[`* ]", page)] == []
