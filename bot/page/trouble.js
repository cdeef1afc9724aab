/** An alert that says what went wrong, with a button to try again. */

import { el } from "./dom.js";
import { wrong } from "./words.js";

/**
 * An alert for `problem`, and a button that calls `again`. `gone`: the text for a thing that no longer exists,
 * where no second try helps.
 */
export function trouble(problem, again, { label = "Try again", gone = "" } = {}) {
  if (gone && problem.status === 404) return el("p.problem", { role: "alert" }, gone);
  const button = el("button.plain.again", { type: "button", onclick: again }, label);
  if (problem.retryAfter) wait(button, problem.retryAfter);
  return el("p.problem", { role: "alert" }, wrong(problem), " ", button);
}

/** Disables the button for the seconds that the server asks to wait. */
function wait(button, seconds) {
  button.disabled = true;
  setTimeout(() => (button.disabled = false), seconds * 1000);
}
