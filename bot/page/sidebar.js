/** The conversations held here, the way to the sources, and the theme. On a phone it slides in. */

import { confirmed, showKeys } from "./dialogs.js";
import { el, fill, icon } from "./dom.js";
import { arrows } from "./keyboard.js";
import * as remembered from "./remembered.js";
import { address, here } from "./router.js";
import { forget } from "./thread.js";
import { wrong } from "./words.js";

const NARROW = matchMedia("(max-width: 52rem)");
const THEMES = [
  ["", "System"],
  ["light", "Light"],
  ["dark", "Dark"],
];

/** The sidebar. `onForgotten(id)` is called when a conversation was deleted. */
export class Sidebar {
  #node = document.getElementById("side");
  #menu = document.getElementById("menu");
  #list = el("ul.conversations");
  #trouble = el("p.problem", { role: "alert" });

  constructor({ onForgotten }) {
    this.onForgotten = onForgotten;
    fill(
      this.#node,
      el("a.wordmark", { href: "#/" }, "Ibid", el("span", ".")),
      el("a.new", { href: "#/" }, "New question"),
      el("h2", "Conversations"),
      this.#list,
      el("div.below", el("a", { href: "#/sources" }, "Sources"), themes(), keysButton()),
    );
    arrows(this.#list, "a");
    this.#menu.addEventListener("click", () => this.toggle());
    document.addEventListener("click", (event) => this.#besides(event.target) && this.toggle(false));
    NARROW.addEventListener("change", () => this.toggle(false));
    this.draw();
  }

  /** Whether it lies over the page. */
  get isOpen() {
    return this.#menu.getAttribute("aria-expanded") === "true";
  }

  /** Slides it in or out, where it does so. */
  toggle(open = !this.isOpen) {
    if (open === this.isOpen) return;
    this.#menu.setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("has-menu", open);
    document.getElementById("main").inert = open;
    if (open) this.#node.querySelector("a").focus();
    else if (this.#node.contains(document.activeElement)) this.#menu.focus();
  }

  /** Whether a click beside it means that it should go away. */
  #besides(target) {
    return this.isOpen && !this.#node.contains(target) && !this.#menu.contains(target) && !target.closest("dialog");
  }

  /** Draws the list anew, and marks where one is. */
  draw() {
    const focused = this.#list.contains(document.activeElement) && document.activeElement.getAttribute("href");
    const listed = remembered.conversations();
    const lines = listed.map((conversation) => el("li", this.#line(conversation), this.#bin(conversation)));
    fill(
      this.#list,
      lines.length ? lines : el("li.soft", "None yet. Questions asked in this browser are listed here."),
    );
    this.#trouble.remove();
    const place = address({ ...here(), source: null });
    for (const link of this.#node.querySelectorAll("a")) {
      if (link.getAttribute("href") === place) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
      if (focused && link.getAttribute("href") === focused) link.focus();
    }
  }

  #line({ id, title }) {
    return el("a", { href: address({ view: "conversation", id }), dir: "auto", title }, title);
  }

  #bin({ id, title }) {
    const forgetIt = async () => {
      const says = `“${title}” and its answers are deleted, here and on the server. Links to them stop working.`;
      if (!(await confirmed("Delete this conversation?", says, "Delete"))) return;
      try {
        await forget(id);
      } catch (problem) {
        this.#list.after(fill(this.#trouble, `“${title}” is not deleted. ${wrong(problem)}`));
        return;
      }
      remembered.strike(id);
      this.draw();
      this.#node.querySelector(".new").focus();
      this.onForgotten(id);
    };
    return el("button.bin", { type: "button", "aria-label": `Delete “${title}”`, onclick: forgetIt }, icon("bin"));
  }
}

function themes() {
  const chosen = (event) => remembered.chooseTheme(event.target.value);
  const options = THEMES.map(([value, label]) =>
    el("option", { value, selected: value === remembered.theme() }, label),
  );
  return el("label.theme", el("span", "Theme"), el("select", { onchange: chosen }, options));
}

function keysButton() {
  return el("button.plain", { type: "button", onclick: showKeys }, "Keyboard shortcuts");
}
