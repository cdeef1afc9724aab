"""Asks a running Ibid through one of four frameworks, and checks that it brings a cited answer.

`python ask.py llama_index http://127.0.0.1:8000`, where the library has the documents of `ibid demo`. Each framework is
imported where it is used: only one of them is installed at a time.
"""

from __future__ import annotations

import sys

QUESTION = "How many diplomatic missions does North Korea have left?"


def llama_index(base: str) -> str:
    """Streams the answer through LlamaIndex."""
    from llama_index.llms.openai_like import OpenAILike

    model = OpenAILike(model="ibid", api_base=base, api_key="none", is_chat_model=True)
    return "".join(piece.delta or "" for piece in model.stream_complete(QUESTION))


def haystack(base: str) -> str:
    """Gets the answer through Haystack."""
    from haystack.components.generators.chat import OpenAIChatGenerator
    from haystack.dataclasses import ChatMessage
    from haystack.utils import Secret

    generator = OpenAIChatGenerator(model="ibid", api_base_url=base, api_key=Secret.from_token("none"))
    return generator.run([ChatMessage.from_user(QUESTION)])["replies"][0].text or ""


def litellm(base: str) -> str:
    """Gets the answer through LiteLLM."""
    from litellm import completion

    messages = [{"role": "user", "content": QUESTION}]
    return completion("openai/ibid", messages, api_base=base, api_key="none").choices[0].message.content


def llm(base: str) -> str:
    """Streams the answer through llm."""
    from llm.default_plugins.openai_models import Chat

    return Chat("ibid", model_name="ibid", api_base=base, key="none").prompt(QUESTION, key="none").text()


def main() -> None:
    """Asks, and ends with exit code 1 unless the answer has the figure, its mark and the author's note."""
    _, framework, address = sys.argv
    ask = {"llama_index": llama_index, "haystack": haystack, "litellm": litellm, "llm": llm}[framework]
    answer = ask(f"{address.rstrip('/')}/v1")
    if not all(words in answer for words in ("46", "[1]", "Author’s note")):
        sys.exit(f"{framework}: no cited answer, but: {answer}")
    sys.stdout.write(f"{framework}: {answer.splitlines()[0]}\n")


if __name__ == "__main__":
    main()
