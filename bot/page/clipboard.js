/** Copying, and a word on the button that it is done. */

import { say } from "./dom.js";
import { showToCopy } from "./dialogs.js";

const SHOWN_MS = 2000;

/** Copies `words`; where the browser lets no page do so (it may not without TLS), shows them to be copied by hand. */
export async function copy(words, button) {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    await showToCopy(words);
    return;
  }
  acknowledge(button, "Copied");
}

/** Has a button say for a moment what it did. */
export function acknowledge(button, words) {
  const label = button.querySelector("span");
  const before = label.dataset.before ?? label.textContent;
  label.dataset.before = before;
  label.textContent = words;
  say(words);
  setTimeout(() => (label.textContent = before), SHOWN_MS);
}
