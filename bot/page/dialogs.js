/** Questions that the page itself asks, each in a `<dialog>`: the browser keeps the focus in it, and Esc closes it. */

import { el } from "./dom.js";

/** A key for the service; empty where none is given. `refused`: the one before was not accepted. */
export async function askForKey(problem, refused) {
  const wanted = problem.type === "/problems/admin-key-needed" ? "An admin key is needed" : "A key is needed";
  const says = refused
    ? "That key was not accepted."
    : "Enter a key to use this library. It is kept until this tab is closed.";
  const field = el("input", { id: "key", type: "password", autocomplete: "off", required: true, spellcheck: "false" });
  const choice = await opened(
    el("h2", wanted),
    el("p", says),
    el("label", { for: "key" }, "Key"),
    field,
    choices("Use this key"),
  );
  return choice === "yes" ? field.value.trim() : "";
}

/** Whether someone means it. */
export async function confirmed(title, says, yes) {
  return (await opened(el("h2", title), el("p", says), choices(yes, "danger"))) === "yes";
}

/** What was chosen in a dialog of other things than words: "yes", or another word. `mayGoOn()`: whether "yes" will do. */
export function choiceOf(title, content, yes, mayGoOn) {
  const answer = opened(el("h2", title), ...content, choices(yes));
  const form = document.querySelector("dialog[open] form");
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "yes" && !mayGoOn()) event.preventDefault();
  });
  return answer;
}

/** Shows which keys do what. */
export function showKeys() {
  const rows = [
    ["/", "to the question"],
    ["Enter", "ask"],
    ["Shift + Enter", "a new line"],
    ["↑", "in an empty field: the last question"],
    ["Esc", "stop the answer; close what is open"],
    ["↑ ↓", "through the conversations and the sources"],
    ["← →", "from citation to citation"],
    ["?", "this list"],
  ];
  const list = el(
    "dl.keys",
    rows.map(([key, does]) => [el("dt", el("kbd", key)), el("dd", does)]),
  );
  return opened(el("h2", "Keyboard shortcuts"), list, el("div.choices", el("button.main", { value: "no" }, "Close")));
}

/** Shows words that could not be copied, so that a person can. */
export function showToCopy(words) {
  const field = el("textarea", { id: "to-copy", readonly: true, rows: 8 });
  field.value = words;
  queueMicrotask(() => field.select());
  return opened(
    el("h2", "Copy this"),
    el("p", "The browser does not let this page copy."),
    el("label.unseen", { for: "to-copy" }, "What to copy"),
    field,
    el("div.choices", el("button.main", { value: "no" }, "Close")),
  );
}

function choices(yes, kind = "main") {
  return el(
    "div.choices",
    el("button", { type: "submit", value: "no", formnovalidate: true }, "Cancel"),
    el(`button.${kind}`, { type: "submit", value: "yes" }, yes),
  );
}

/** What was chosen; "" where the dialog was closed. The first button would answer Enter, so a field catches it. */
function opened(heading, ...content) {
  heading.id = "dialog-title";
  const form = el("form", { method: "dialog" }, heading, ...content);
  const dialog = el("dialog", { "aria-labelledby": "dialog-title" }, form);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[value=yes]"));
  });
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
  });
}
