"""The settings of the doors: the HTTP service and the Discord bot, beside those of the Library they open."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr

from retrieval.settings import Settings, loaded


class ServiceSettings(Settings):
    """Adds what HTTP and Discord need; a field's description is its line in `docs/settings.md`."""

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


def load_service_settings() -> ServiceSettings:
    """Reads the settings from the environment and ``.env``; raises ``SettingsInvalid``, which names the variable."""
    return loaded(ServiceSettings)
