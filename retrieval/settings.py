"""Every setting of Ibid, in one frozen object that is built once and passed down.

Read from environment variables with the prefix ``IBID_`` and from ``.env`` in the working folder.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from retrieval.errors import IbidError


class SettingsInvalid(IbidError):
    """A setting has a value that cannot be used."""


class Settings(BaseSettings):
    """The settings with their defaults; a field's description is its line in the README."""

    model_config = SettingsConfigDict(env_prefix="IBID_", env_file=".env", env_file_encoding="utf-8", frozen=True)

    home: Path = Field(default=Path("~/.ibid"), description="folder that holds the library")
    model: Literal["extractive"] = Field(default="extractive", description="who answers: `extractive`, in the box")
    embedding: str = Field(default="minilm", description="`minilm` (in the box), or a LangChain `provider:model`")
    chroma_url: str = Field(
        default="", description="address of a Chroma server; empty: Chroma runs embedded in `IBID_HOME`"
    )
    threads: int = Field(default=0, ge=0, le=256, description="threads for embedding; 0: one for each core")
    lock_seconds: float = Field(
        default=10.0, ge=0, le=3600, description="how long to wait for another process that is changing the library"
    )
    host: str = Field(default="127.0.0.1", description="address that `ibid serve` listens on")
    port: int = Field(default=8000, ge=0, le=65535, description="port that `ibid serve` listens on")
    api_keys: SecretStr = Field(
        default=SecretStr(""), description="keys that may ask, separated by commas; empty: anyone"
    )
    admin_keys: SecretStr = Field(default=SecretStr(""), description="keys that may also change the library")
    question_limit: int = Field(default=4000, ge=1, description="longest question, in characters")
    upload_limit: int = Field(default=50_000_000, ge=1, description="largest file that is read, in bytes")

    @property
    def folder(self) -> Path:
        """The home folder with ``~`` expanded."""
        return self.home.expanduser()


def load_settings() -> Settings:
    """The settings from the environment; a bad value is a ``SettingsInvalid`` that names the variable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = "IBID_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsInvalid(f"{name} cannot be used: {first['msg']}. See `ibid settings --help`.") from None
