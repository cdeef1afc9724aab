"""The settings of a Library, in one frozen object that is built once and passed down.

They are read from environment variables with the prefix ``IBID_`` and from ``.env`` in the working folder.
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Self, TypeVar

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, SettingsConfigDict

from retrieval.errors import IbidError


class SettingsInvalid(IbidError):
    """A setting has an unusable value."""


class HomeUnusable(IbidError):
    """The home folder cannot be created or written."""


class Settings(BaseSettings):
    """The settings with their defaults; a field's description is its line in `docs/settings.md`."""

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
        description="what answers: `extractive` (included), or a chat model as LangChain's `provider:model`",
    )
    model_base_url: str = Field(
        default="",
        description="address of a server that speaks OpenAI's protocol, such as `http://localhost:11434/v1`",
    )
    model_api_key: SecretStr = Field(
        default=SecretStr(""),
        description="key for the chat model; empty: the provider's own variable, such as OPENAI_API_KEY",
    )
    model_temperature: float = Field(default=0.0, ge=0, le=2, description="sampling temperature of the chat model")
    model_timeout: float = Field(
        default=30.0, gt=0, le=600, description="seconds to wait for the chat model's next token"
    )
    model_deadline: float = Field(
        default=60.0,
        gt=0,
        le=3600,
        description="seconds for an answer of the chat model, retries included; after them the extractive answer is "
        "given",
    )
    model_prompt_tokens: int = Field(default=6000, ge=500, description="limit of tokens in a prompt, sources included")
    model_answer_tokens: int = Field(default=800, ge=50, description="limit of tokens that the chat model may write")
    model_daily_tokens: int = Field(
        default=0, ge=0, description="tokens a day (UTC) after which answers are extractive; 0: no limit"
    )
    model_input_price: float = Field(
        default=0.0, ge=0, description="price of a million input tokens in US dollars; 0: unknown"
    )
    model_output_price: float = Field(
        default=0.0, ge=0, description="price of a million output tokens in US dollars; 0: unknown"
    )
    embedding: str = Field(
        default="minilm", description="`minilm` (included), or another embedding as LangChain's `provider:model`"
    )
    chroma_url: str = Field(
        default="",
        pattern=r"^$|^https?://[^/\s]+(/[^/\s]+/[^/\s]+)?/?$",
        description="address of a Chroma server, for Chroma Cloud with `/TENANT/DATABASE`; empty: Chroma runs "
        "embedded in `IBID_HOME`",
    )
    chroma_token: SecretStr = Field(
        default=SecretStr(""), description="token for the Chroma server, if it requires one"
    )
    chroma_seconds: float = Field(default=20.0, gt=0, le=3600, description="seconds to wait for the Chroma server")
    database_url: SecretStr = Field(
        default=SecretStr(""),
        description="address of a PostgreSQL in which replicas share conversations, feedback and rate limits, such as "
        "`postgresql://user:password@host/ibid`; empty: files in `IBID_HOME`",
    )
    threads: int = Field(default=0, ge=0, le=256, description="threads for embedding; 0: one for each core")
    lock_seconds: float = Field(
        default=10.0, ge=0, le=3600, description="seconds to wait for another process that is changing the library"
    )
    conversation_days: int = Field(
        default=30, ge=0, le=36_500, description="days that a conversation is kept; 0: conversations are not kept"
    )
    conversation_turns: int = Field(
        default=20, ge=1, le=1000, description="number of last turns of a conversation that are kept"
    )
    feedback_days: int = Field(
        default=365, ge=1, le=36_500, description="days that feedback and refused questions are kept"
    )
    question_limit: int = Field(default=4000, ge=1, description="limit for a question, in characters")
    upload_limit: int = Field(default=50_000_000, ge=1, description="limit for a file or page, in bytes")
    fetch_seconds: float = Field(
        default=60.0, gt=0, le=3600, description="seconds that fetching one page may take in total"
    )
    fetch_pause_seconds: float = Field(
        default=1.0,
        ge=0,
        le=3600,
        description="seconds between two requests to one host; a site's robots.txt can ask for more",
    )
    allow_private_addresses: bool = Field(
        default=False, description="also fetch pages from this machine and from private networks"
    )
    url: str = Field(
        default="", description="address of the Ibid that `ibid discord` asks; empty: the library in `IBID_HOME`"
    )
    url_key: SecretStr = Field(
        default=SecretStr(""), description="key for `IBID_URL`; with an admin key `/library` can change that library"
    )

    @property
    def folder(self) -> Path:
        """The home folder with ``~`` expanded."""
        return self.home.expanduser()

    def made_folder(self) -> Path:
        """Returns the home folder, created if need be; raises ``HomeUnusable``."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise HomeUnusable(
                f"The folder {self.folder} cannot be used ({error.strerror}). "
                "Set IBID_HOME to one that this user may write."
            ) from error
        return self.folder

    def apart(self, home: Path) -> Self:
        """Returns these settings for a Library in ``home`` alone, isolated from the one that people use."""
        return self.model_copy(update={"home": home, "chroma_url": "", "database_url": SecretStr("")})

    @property
    def has_chat_model(self) -> bool:
        """Whether a chat model answers instead of the bundled answerer."""
        return self.model != "extractive"


SettingsT = TypeVar("SettingsT", bound=Settings)


def load_settings() -> Settings:
    """Reads the settings of a Library from the environment and ``.env``; see ``loaded``."""
    return loaded(Settings)


def loaded(cls: type[SettingsT]) -> SettingsT:
    """Reads settings of a class from the environment and ``.env``.

    Raises ``SettingsInvalid``, which names the variable that has a bad value.
    """
    try:
        return cls()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = "IBID_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsInvalid(
            f"{name} cannot be used: {first['msg']}. `ibid settings` says what each setting takes."
        ) from None
    except UnicodeDecodeError:
        raise SettingsInvalid("The file .env is not UTF-8 text. Save it as UTF-8, or delete it.") from None
    except OSError as error:
        raise SettingsInvalid(f"The file .env cannot be read: {error.strerror}. Let this user read it.") from None


def misspelt(cls: type[Settings]) -> dict[str, str]:
    """Maps each name in the environment and ``.env`` that resembles a setting of ``cls`` to that setting's name.

    Names that resemble no setting belong to other programs, as ``IBID_SOURCES`` belongs to Compose.
    """
    fields = cls.model_fields
    sources = EnvSettingsSource(cls), DotEnvSettingsSource(cls)
    given = {name.removeprefix("ibid_") for source in sources for name in source.env_vars if name.startswith("ibid_")}
    near = {name: get_close_matches(name, fields, 1) for name in given - fields.keys()}
    return {f"IBID_{name.upper()}": f"IBID_{matches[0].upper()}" for name, matches in sorted(near.items()) if matches}
