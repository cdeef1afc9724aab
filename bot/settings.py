"""The settings of the doors: the HTTP service and the Discord bot, beside those of the Library they open."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr

from retrieval.settings import Settings, loaded


class ServiceSettings(Settings):
    """Adds what HTTP and Discord need; a field's description is its line in `docs/settings.md`."""

    log_format: Literal["text", "json"] = Field(
        default="text", description="format of the log: `text`, or `json` with an object a line"
    )
    host: str = Field(default="127.0.0.1", description="address that `ibid serve` listens on")
    port: int = Field(default=8000, ge=0, le=65535, description="port that `ibid serve` listens on")
    api_keys: SecretStr = Field(
        default=SecretStr(""),
        description="keys that may ask, separated by commas; empty: anyone on this machine may ask",
    )
    admin_keys: SecretStr = Field(default=SecretStr(""), description="keys that may also change the library")
    hosts: str = Field(
        default="",
        description="names under which a proxy reaches this server, such as `ask.example.org`, by commas; where no key "
        "is asked for, it answers to no other name but `localhost` and numbers",
    )
    cors_origins: str = Field(
        default="",
        description="origins whose pages may ask from a browser, such as `https://a.example`, separated by commas",
    )
    rate_limit: str = Field(
        default="",
        pattern=r"^$|^[1-9]\d*/(second|minute|hour|day)$",
        description="requests allowed for each key, or for each address without a key, such as `60/minute`; empty: "
        "no limit",
    )
    requests_at_once: int = Field(
        default=256, ge=1, description="limit of open requests; beyond it requests are refused with 503"
    )
    requests_at_once_of_one: int = Field(
        default=128, ge=1, description="limit of open requests for each key, or for each address without a key"
    )
    request_seconds: float = Field(
        default=120.0, gt=0, le=3600, description="seconds until the answer to a request must begin, uploads excepted"
    )
    answers_at_once: int = Field(
        default=0,
        ge=0,
        le=256,
        description="questions answered at the same time, HTTP and Discord together; 0: one for each core, or 8 with "
        "a chat model",
    )
    waiting_for_each: int = Field(
        default=3,
        ge=0,
        description="questions that may wait for each of `IBID_ANSWERS_AT_ONCE`; further ones over HTTP get 503 and "
        "a time to come back",
    )
    discord_token: SecretStr = Field(default=SecretStr(""), description="token of the Discord bot")
    discord_guilds: str = Field(
        default="", description="ids of the servers that may ask, separated by commas; empty: all"
    )
    discord_channels: str = Field(default="", description="ids of the channels to answer in; empty: all")
    discord_roles: str = Field(
        default="", description="ids of roles that may ask; if no users are listed either: everyone"
    )
    discord_users: str = Field(
        default="", description="ids of users that may ask; if no roles are listed either: everyone"
    )
    discord_admins: str = Field(
        default="", description="ids of users that may change the library, besides the bot's owner"
    )
    discord_user_rate: int = Field(default=10, ge=0, description="questions that a user may ask a minute; 0: no limit")
    discord_guild_rate: int = Field(
        default=120, ge=0, description="questions that a server may ask a minute; 0: no limit"
    )
    discord_message_content: bool = Field(
        default=False, description="read all messages in the bot's threads; needs the Message Content Intent"
    )
    discord_retention_days: float = Field(default=90.0, gt=0, description="days that questions and feedback are kept")
    discord_shards: int = Field(default=0, ge=0, description="connections to Discord; 0: as many as Discord recommends")
    discord_health_port: int = Field(
        default=0,
        ge=0,
        le=65535,
        description="port on which `ibid discord` serves `/health/ready` and `/metrics`; 0: none",
    )
    discord_api_base: str = Field(
        default="", description="address of Discord's API, if it is reached through a proxy or a local server"
    )
    discord_gateway_url: str = Field(
        default="", description="address of Discord's gateway, if it is reached through a proxy or a local server"
    )


def load_service_settings() -> ServiceSettings:
    """Reads the settings from the environment and ``.env``; raises ``SettingsInvalid``, which names the variable."""
    return loaded(ServiceSettings)
