/** Keyboard shortcuts of the page, and arrows through lists. */

import { showKeys } from "./dialogs.js";

/** Has the up and down arrows go from one `selector` to the next within `list`. */
export function arrows(list, selector) {
  list.addEventListener("keydown", (event) => {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!way || !event.target.matches(selector)) return;
    event.preventDefault();
    const all = [...list.querySelectorAll(selector)];
    all[all.indexOf(event.target) + way]?.focus();
  });
}

/** Listens for the page's keys. `onQuestion()`: "/" was pressed; `onEscape()`: Esc, and no dialog was there for it. */
export function listen({ onQuestion, onEscape }) {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") onEscape();
    if (event.target.matches("input, textarea, select")) return;
    if (event.key === "/") {
      event.preventDefault();
      onQuestion();
    }
    if (event.key === "?") showKeys();
  });
}
