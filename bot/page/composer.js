/** Where a question is written. Enter asks, Shift+Enter breaks the line, ↑ in the empty field brings the last one. */

import { el, fill, icon } from "./dom.js";

/** The form, in `node`. `onAsk(question)` and `onStop()` are called; `last()` gives the last question; `beside` stands below. */
export class Composer {
  #field = el("textarea", {
    id: "question",
    rows: 1,
    dir: "auto",
    enterkeyhint: "send",
    placeholder: "Ask the library …",
  });
  #button = el("button.send", { type: "submit" });
  #busy = false;

  constructor({ onAsk, onStop, last, beside }) {
    this.onAsk = onAsk;
    this.onStop = onStop;
    this.last = last;
    const hint = el(
      "p.hint",
      el("kbd", "Enter"),
      " asks, ",
      el("kbd", "Shift + Enter"),
      " breaks the line",
      el("span.rest", ", ", el("kbd", "?"), " shows keyboard shortcuts"),
    );
    const label = el("label.unseen", { for: "question" }, "Your question");
    this.node = el(
      "form.composer",
      { onsubmit: (event) => this.#submit(event) },
      label,
      el("div.box", this.#field, this.#button),
      el("div.under", beside, hint),
    );
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.busy(false);
  }

  /** Shows whether an answer is under way. */
  busy(isBusy) {
    this.#busy = isBusy;
    this.#button.setAttribute("aria-label", isBusy ? "Stop" : "Ask");
    this.#button.classList.toggle("busy", isBusy);
    fill(this.#button, icon(isBusy ? "stop" : "up"));
  }

  focus() {
    this.#field.focus();
  }

  #submit(event) {
    event.preventDefault();
    const question = this.#field.value.trim();
    if (this.#busy) this.onStop();
    else if (question) {
      this.#field.value = "";
      this.onAsk(question);
    }
  }

  #key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (!this.#busy) this.node.requestSubmit();
    }
    if (event.key === "ArrowUp" && !this.#field.value) {
      event.preventDefault();
      this.#field.value = this.last() ?? "";
    }
  }
}
