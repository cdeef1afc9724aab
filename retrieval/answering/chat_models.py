"""The chat model that the settings name, by way of LangChain's ``init_chat_model``."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Any, cast

import httpx
from langchain_core.language_models import BaseChatModel

from retrieval.answering.watched import deadline_hook
from retrieval.errors import IbidError
from retrieval.settings import Settings

_EXTRAS = {
    "anthropic": ("langchain_anthropic", "anthropic"),
    "google_genai": ("langchain_google_genai", "google"),
    "ollama": ("langchain_ollama", "ollama"),
}
"""What must be installed for a provider, and the extra that brings it."""
_KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY", "google_genai": "GOOGLE_API_KEY"}
_NO_KEY = "none"
"""What a server of one's own is sent for a key; OpenAI's client insists on one."""


class ModelUnavailable(IbidError):
    """The chat model that the settings name cannot be used as things are."""


def load_chat_model(settings: Settings) -> BaseChatModel:
    """The chat model; raises ``ModelUnavailable`` where its package or its key is missing."""
    provider, _, name = settings.model.partition(":")
    if settings.model_base_url and provider not in ("openai", "ollama", "anthropic"):
        raise ModelUnavailable(f"IBID_MODEL_BASE_URL goes with IBID_MODEL=openai:{name}, not with {provider}.")
    module, extra = _EXTRAS.get(provider, ("", ""))
    if module and find_spec(module) is None:
        raise ModelUnavailable(f"IBID_MODEL={settings.model} needs a package more: pip install 'ibid[{extra}]'.")
    _require_key(settings, provider)
    from langchain.chat_models import init_chat_model  # noqa: PLC0415 - a second that extractive answers need not wait for

    try:
        return cast("BaseChatModel", init_chat_model(name, model_provider=provider, **_options(settings, provider)))
    except ImportError as error:
        raise ModelUnavailable(f"IBID_MODEL={settings.model} needs a package that is not installed: {error}") from error
    except Exception as error:  # each provider has errors of its own
        raise ModelUnavailable(
            f"IBID_MODEL={settings.model} cannot be used. Set it to `extractive` or to a LangChain `provider:model`. "
            f"LangChain says: {error}"
        ) from error


def _require_key(settings: Settings, provider: str) -> None:
    variable = _KEYS.get(provider)
    if variable and not (
        settings.model_base_url or settings.model_api_key.get_secret_value() or os.environ.get(variable)
    ):
        raise ModelUnavailable(f"IBID_MODEL={settings.model} needs a key: set IBID_MODEL_API_KEY or {variable}.")


def _options(settings: Settings, provider: str) -> dict[str, Any]:
    """What the provider's class is given; retries are ours, so that a deadline holds."""
    options: dict[str, Any] = {"temperature": settings.model_temperature}
    key = settings.model_api_key.get_secret_value()
    if provider == "ollama":
        options |= {"num_predict": settings.model_answer_tokens, "client_kwargs": {"timeout": settings.model_timeout}}
    else:
        options |= {"max_tokens": settings.model_answer_tokens, "timeout": settings.model_timeout, "max_retries": 0}
        if key or (provider == "openai" and settings.model_base_url and not os.environ.get("OPENAI_API_KEY")):
            options["api_key"] = key or _NO_KEY
    if provider == "openai":
        options["stream_usage"] = True
        hooks = {"response": [deadline_hook(settings.model_deadline)]}
        options["http_client"] = httpx.Client(timeout=settings.model_timeout, event_hooks=hooks)
    if settings.model_base_url:
        options["base_url"] = settings.model_base_url
    return options
