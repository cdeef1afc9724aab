/** Which sources a question is asked of: all, or those that are ticked in a dialog. */

import { get } from "./api.js";
import { choiceOf } from "./dialogs.js";
import { el, fill } from "./dom.js";
import { about, count, toldApart, wrong } from "./words.js";

/** A button that says which sources are asked, and opens the list of them. `chosen` is an array of ids; null: all. */
export class Chooser {
  #chosen = null;
  #total = 0;

  /** `onChosen(ids)` is called when somebody has chosen. */
  constructor(onChosen) {
    this.onChosen = onChosen;
    this.node = el("button.quiet.chooser", { type: "button", onclick: () => this.#open() });
    this.chosen = null;
  }

  get chosen() {
    return this.#chosen;
  }

  set chosen(ids) {
    this.#chosen = ids;
    this.node.textContent = ids ? `Asking ${count(ids.length, "source")}${of(this.#total)}` : "Asking all sources";
    this.node.classList.toggle("narrowed", Boolean(ids));
  }

  async #open() {
    const list = new SourceList();
    const answer = choiceOf("Which sources to ask", [list.node], "Ask these", () => list.mayGoOn);
    await list.load(this.#chosen);
    if ((await answer) !== "yes") return;
    this.#total = list.total;
    this.chosen = list.chosen;
    this.onChosen(this.chosen);
  }
}

function of(total) {
  return total ? ` of ${total}` : "";
}

/** The list in the dialog: a box for each source, a field that narrows the list, and all or none at once. */
class SourceList {
  #filter = el("input", { id: "find-source", type: "search", placeholder: "Find a source by title or author" });
  #list = el("ul.ticks");
  #says = el("p.soft", { role: "status" }, "Looking …");
  #rows = [];

  constructor() {
    const set = (ticked) => () => this.#set(ticked);
    this.node = el(
      "div.choosing",
      el("label.unseen", { for: "find-source" }, "Find a source"),
      this.#filter,
      el(
        "div.row",
        el("button.plain", { type: "button", onclick: set(true) }, "All"),
        el("button.plain", { type: "button", onclick: set(false) }, "None"),
        this.#says,
      ),
      this.#list,
    );
    this.#filter.addEventListener("input", () => this.#narrow());
    this.#list.addEventListener("change", () => this.#tell());
  }

  /** How many sources there are. */
  get total() {
    return this.#rows.length;
  }

  /** The ids that are ticked; null where that is all of them. */
  get chosen() {
    const ids = this.#ticked.map(({ source }) => source.id);
    return ids.length === this.total ? null : ids;
  }

  /** Whether anything is ticked: a question needs a source. */
  get mayGoOn() {
    this.#tell();
    return this.#ticked.length > 0;
  }

  get #ticked() {
    return this.#rows.filter(({ box }) => box.checked);
  }

  /** Fetches the sources; ticks those of `chosen`. */
  async load(chosen) {
    try {
      const { sources } = await get("sources");
      const names = toldApart(sources);
      this.#rows = sources.map((source, index) => row(source, names[index], !chosen || chosen.includes(source.id)));
      fill(
        this.#list,
        this.#rows.map(({ line }) => line),
      );
      this.#tell();
    } catch (problem) {
      this.#says.textContent = wrong(problem);
    }
  }

  /** Ticks or clears what is in sight, so that a search and "All" choose what was found. */
  #set(ticked) {
    for (const { line, box } of this.#rows) if (!line.hidden) box.checked = ticked;
    this.#tell();
  }

  #narrow() {
    const sought = this.#filter.value.trim().toLocaleLowerCase();
    for (const { line, words } of this.#rows) line.hidden = !words.includes(sought);
    this.#tell();
  }

  #tell() {
    const ticked = this.#ticked.length;
    this.#says.textContent = ticked ? `${ticked} of ${count(this.total, "source")}` : "Tick at least one source.";
  }
}

function row(source, name, checked) {
  const box = el("input", { type: "checkbox", checked });
  const words = `${name} ${source.author ?? ""}`.toLocaleLowerCase();
  const label = el("label", box, el("span", el("bdi", name), el("span.soft", el("bdi", about(source)))));
  return { source, box, words, line: el("li", label) };
}
