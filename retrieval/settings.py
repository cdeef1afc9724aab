"""Every setting of Ibid, in one frozen object that is built once and passed down.

Read from environment variables with the prefix ``IBID_`` and from ``.env`` in the working folder.
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, SettingsConfigDict

from retrieval.errors import IbidError


class SettingsInvalid(IbidError):
    """A setting has a value that cannot be used."""


class HomeUnusable(IbidError):
    """The home folder cannot be created or written."""


class Settings(BaseSettings):
    """The settings with their defaults; a field's description is its line in the README."""

    model_config = SettingsConfigDict(
        env_prefix="IBID_",
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",  # `.env` is also other programs' file
        frozen=True,
    )

    home: Path = Field(default=Path("~/.ibid"), description="folder that holds the library")
    model: str = Field(
        default="extractive",
        pattern=r"^(extractive|[a-z][a-z0-9_]*:.+)$",
        description="who answers: `extractive`, in the box, or a chat model, a LangChain `provider:model`",
    )
    model_base_url: str = Field(
        default="",
        description="address of any server that speaks OpenAI's protocol, such as `http://localhost:11434/v1`",
    )
    model_api_key: SecretStr = Field(
        default=SecretStr(""),
        description="key for the chat model; empty: the provider's own variable, as OPENAI_API_KEY",
    )
    model_temperature: float = Field(default=0.0, ge=0, le=2, description="how freely the chat model chooses its words")
    model_timeout: float = Field(
        default=30.0, gt=0, le=600, description="seconds to wait for the chat model's next word"
    )
    model_deadline: float = Field(
        default=60.0,
        gt=0,
        le=3600,
        description="seconds for an answer, retries included; then the extractive one is given",
    )
    model_prompt_tokens: int = Field(default=6000, ge=500, description="most tokens of a prompt, the sources included")
    model_answer_tokens: int = Field(default=800, ge=50, description="most tokens that the chat model may write")
    model_daily_tokens: int = Field(
        default=0, ge=0, description="tokens a day (UTC) after which answers are extractive; 0: no limit"
    )
    model_input_price: float = Field(default=0.0, ge=0, description="US dollars for a million tokens read; 0: unknown")
    model_output_price: float = Field(
        default=0.0, ge=0, description="US dollars for a million tokens written; 0: unknown"
    )
    embedding: str = Field(default="minilm", description="`minilm` (in the box), or a LangChain `provider:model`")
    chroma_url: str = Field(
        default="",
        pattern=r"^$|^https?://[^/\s]+(/[^/\s]+/[^/\s]+)?/?$",
        description="address of a Chroma server, in the cloud with `/TENANT/DATABASE`; empty: Chroma runs embedded in "
        "`IBID_HOME`",
    )
    chroma_token: SecretStr = Field(default=SecretStr(""), description="key for the Chroma server, if it asks for one")
    chroma_seconds: float = Field(default=20.0, gt=0, le=3600, description="how long to wait for the Chroma server")
    database_url: SecretStr = Field(
        default=SecretStr(""),
        description="PostgreSQL where replicas share conversations, feedback and rate limits, such as "
        "`postgresql://user:password@host/ibid`; empty: files in `IBID_HOME`",
    )
    threads: int = Field(default=0, ge=0, le=256, description="threads for embedding; 0: one for each core")
    lock_seconds: float = Field(
        default=10.0, ge=0, le=3600, description="how long to wait for another process that is changing the library"
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="lines of the log: `text`, or `json` for programs"
    )
    host: str = Field(default="127.0.0.1", description="address that `ibid serve` listens on")
    port: int = Field(default=8000, ge=0, le=65535, description="port that `ibid serve` listens on")
    api_keys: SecretStr = Field(
        default=SecretStr(""), description="keys that may ask, separated by commas; empty: anyone"
    )
    admin_keys: SecretStr = Field(default=SecretStr(""), description="keys that may also change the library")
    hosts: str = Field(
        default="",
        description="names under which a proxy reaches this server, such as `ask.example.org`, by commas; where no key "
        "is asked for, it answers to no other name but `localhost` and numbers",
    )
    cors_origins: str = Field(
        default="", description="sites whose pages may ask from a browser, such as `https://a.example`, by commas"
    )
    rate_limit: str = Field(
        default="",
        pattern=r"^$|^[1-9]\d*/(second|minute|hour|day)$",
        description="requests of one key, or of one address without a key, such as `60/minute`; empty: any number",
    )
    requests_at_once: int = Field(
        default=256, ge=1, description="requests that are answered at once; beyond that callers are sent away"
    )
    requests_at_once_of_one: int = Field(
        default=128, ge=1, description="of these, the most of one key, or of one address without a key"
    )
    request_seconds: float = Field(
        default=120.0, gt=0, le=3600, description="how long a caller waits for an answer to begin, uploads aside"
    )
    conversation_days: int = Field(
        default=30, ge=0, le=36_500, description="days that a conversation is kept; 0: none is"
    )
    conversation_turns: int = Field(
        default=20, ge=1, le=1000, description="turns of a conversation that are kept: its last ones"
    )
    feedback_days: int = Field(default=365, ge=1, le=36_500, description="days that feedback is kept")
    question_limit: int = Field(default=4000, ge=1, description="longest question, in characters")
    upload_limit: int = Field(default=50_000_000, ge=1, description="largest file or page that is read, in bytes")
    fetch_seconds: float = Field(default=60.0, gt=0, le=3600, description="how long fetching one page may take in all")
    fetch_pause_seconds: float = Field(
        default=1.0, ge=0, le=3600, description="pause between two pages of one host; a site may ask for more"
    )
    allow_private_addresses: bool = Field(
        default=False, description="fetch pages from this machine and from private networks too"
    )
    answers_at_once: int = Field(
        default=0,
        ge=0,
        le=256,
        description="questions answered at once, over HTTP and in Discord together; 0: one for each core, or 8 with "
        "a chat model",
    )
    waiting_for_each: int = Field(
        default=3,
        ge=0,
        description="questions that may wait for each of these places; who comes over HTTP after them is told when to "
        "come back",
    )
    url: str = Field(default="", description="address of an Ibid that `ibid discord` asks; empty: this process")
    url_key: SecretStr = Field(
        default=SecretStr(""), description="key for `IBID_URL`; an admin's also changes its library"
    )
    discord_token: SecretStr = Field(default=SecretStr(""), description="token of the Discord bot")
    discord_guilds: str = Field(default="", description="ids of the servers that may ask, by commas; empty: all")
    discord_channels: str = Field(default="", description="ids of the channels to answer in; empty: all")
    discord_roles: str = Field(default="", description="ids of roles that may ask; with no users either: everyone")
    discord_users: str = Field(default="", description="ids of users that may ask; with no roles either: everyone")
    discord_admins: str = Field(
        default="", description="ids of users that may change the library beside the bot's owner"
    )
    discord_user_rate: int = Field(
        default=10, ge=0, description="questions that a user may ask a minute; 0: any number"
    )
    discord_guild_rate: int = Field(
        default=120, ge=0, description="questions that a server may ask a minute; 0: any number"
    )
    discord_message_content: bool = Field(
        default=False, description="read all messages in threads of the bot; needs the Message Content Intent"
    )
    discord_retention_days: float = Field(default=90.0, gt=0, description="days that questions and feedback are kept")
    discord_shards: int = Field(default=0, ge=0, description="connections to Discord; 0: as many as Discord recommends")
    discord_health_port: int = Field(
        default=0,
        ge=0,
        le=65535,
        description="port where `ibid discord` says how it is (`/health/ready`, `/metrics`); 0: none",
    )
    discord_api_base: str = Field(
        default="", description="another address of Discord's API: a proxy, or a local server"
    )
    discord_gateway_url: str = Field(default="", description="another address of Discord's gateway")

    @property
    def folder(self) -> Path:
        """The home folder with ``~`` expanded."""
        return self.home.expanduser()

    def made_folder(self) -> Path:
        """The home folder, which is made where it is not there; raises ``HomeUnusable``."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HomeUnusable(
                f"The folder {self.folder} cannot be used ({error.strerror}). "
                "Set IBID_HOME to one that this user may write."
            ) from error
        return self.folder

    def apart(self, home: Path) -> Settings:
        """These settings for a Library that is in ``home`` alone: it neither sees nor touches what people use."""
        return self.model_copy(update={"home": home, "chroma_url": "", "database_url": SecretStr("")})

    @property
    def has_chat_model(self) -> bool:
        """Whether a chat model answers, and not the answerer in the box."""
        return self.model != "extractive"


def load_settings() -> Settings:
    """The settings from the environment and ``.env``; a bad value is a ``SettingsInvalid`` that names the variable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = "IBID_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsInvalid(f"{name} cannot be used: {first['msg']}. See `ibid settings --help`.") from None
    except UnicodeDecodeError:
        raise SettingsInvalid("The file .env is not UTF-8 text. Save it as UTF-8, or delete it.") from None
    except OSError as error:
        raise SettingsInvalid(f"The file .env cannot be read: {error.strerror}. Let this user read it.") from None


def misspelt() -> dict[str, str]:
    """The names in the environment and ``.env`` that are nearly those of settings, each with the setting it is near to.

    One that is near to none is somebody else's, as ``IBID_SOURCES`` is Compose's.
    """
    sources = EnvSettingsSource(Settings), DotEnvSettingsSource(Settings)
    given = {name.removeprefix("ibid_") for one in sources for name in one.env_vars if name.startswith("ibid_")}
    near = {name: get_close_matches(name, Settings.model_fields, 1) for name in given - Settings.model_fields.keys()}
    return {f"IBID_{name.upper()}": f"IBID_{found[0].upper()}" for name, found in sorted(near.items()) if found}
