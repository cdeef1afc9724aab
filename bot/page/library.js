/** The list of sources, where those who may can add and remove some. */

import { get, part, remove } from "./api.js";
import { confirmed } from "./dialogs.js";
import { el, fill, icon, say } from "./dom.js";
import { arrows } from "./keyboard.js";
import { openSource } from "./source.js";
import { addAddress, addFile } from "./upload.js";
import { about, count, toldApart, wrong } from "./words.js";

const SHOWN = 200;
const STATES = ["added", "replaced", "unchanged", "removed", "failed"];
const FORMATS = ".md,.markdown,.html,.htm,.txt,.pdf,.docx,.odt,.epub,.jsonl";

/** The view of the sources. `onRemoved(id)` is called when one is gone. */
export class LibraryView {
  #summary = el("p.soft", "Looking …");
  #list = el("ul.sources");
  #tasks = el("ul.tasks", { "aria-live": "polite" });
  #filter = el("input", {
    id: "filter",
    type: "search",
    placeholder: "Find a source by title or author",
    hidden: true,
  });
  #sources = [];

  constructor(onRemoved) {
    this.onRemoved = onRemoved;
    const label = el("label.unseen", { for: "filter" }, "Find a source");
    this.node = el(
      "div.library",
      el("h1", "Sources"),
      this.#summary,
      this.#adding(),
      this.#tasks,
      label,
      this.#filter,
      this.#list,
    );
    this.#filter.addEventListener("input", () => this.#draw());
    arrows(this.#list, ".to-source");
  }

  /** Fetches the list of sources. */
  async refresh() {
    try {
      this.#sources = (await get("sources")).sources;
      this.#summary.textContent = this.#sources.length
        ? this.#total()
        : "The library is empty. Add a file or a web page, then ask.";
      this.#draw();
    } catch (problem) {
      fill(
        this.#summary,
        wrong(problem),
        " ",
        el("button.plain", { type: "button", onclick: () => this.refresh() }, "Try again"),
      );
    }
  }

  #total() {
    const passages = this.#sources.reduce((sum, source) => sum + source.passages, 0);
    return `${count(this.#sources.length, "source")} with ${count(passages, "passage")}.`;
  }

  #draw() {
    const sought = this.#filter.value.trim().toLocaleLowerCase();
    const matches = this.#sources.filter((source) =>
      `${source.title} ${source.author ?? ""}`.toLocaleLowerCase().includes(sought),
    );
    const apart = toldApart(this.#sources);
    const names = new Map(this.#sources.map((source, index) => [source, apart[index]]));
    const more = matches.length - SHOWN;
    this.#filter.hidden = this.#sources.length < 8;
    const rest = more > 0 && el("li.soft", `And ${count(more, "more source")}: narrow the search to see them.`);
    fill(
      this.#list,
      matches.slice(0, SHOWN).map((source) => this.#line(source, names.get(source))),
      rest,
    );
  }

  #line(source, name) {
    const copies = source.also_in.map((copy) => `${copy.title} (${copy.id})`).join(", ");
    return el(
      "li",
      el(
        "div",
        openSource({ id: source.id }, el("bdi", name)),
        el("p.soft", el("bdi", about(source)), ` · ${count(source.passages, "passage")}`),
        copies && el("p.soft", "Copies in the library: ", el("bdi", copies)),
      ),
      el(
        "button.bin",
        { type: "button", "aria-label": `Remove “${name}”`, onclick: () => this.#remove(source) },
        icon("bin"),
      ),
    );
  }

  async #remove({ id, title }) {
    if (!(await confirmed("Remove this source?", `“${title}” is removed from the library, for everyone.`, "Remove")))
      return;
    try {
      await remove(`sources/${part(id)}`);
      say(`Removed “${title}”.`);
      this.onRemoved(id);
    } catch (problem) {
      this.#task(title).says(wrong(problem), true);
    }
    await this.refresh();
  }

  #adding() {
    const files = el("input", { id: "files", type: "file", multiple: true, accept: FORMATS });
    files.addEventListener("change", async () => {
      await this.#addFiles([...files.files]);
      files.value = "";
    });
    const drop = el(
      "div.drop",
      el("label", { for: "files" }, "Add files"),
      files,
      el("p.soft", "or drop them here: Markdown, HTML, plain text, PDF, Word, OpenDocument, EPUB"),
    );
    this.#takeDrops(drop);
    return el("div.adding", drop, this.#addressForm());
  }

  #takeDrops(drop) {
    const over = (isOver) => (event) => {
      event.preventDefault();
      drop.classList.toggle("over", isOver);
    };
    drop.addEventListener("dragover", over(true));
    drop.addEventListener("dragleave", over(false));
    drop.addEventListener("drop", (event) => {
      over(false)(event);
      this.#addFiles([...event.dataTransfer.files]);
    });
  }

  #addressForm() {
    const field = el("input", {
      id: "address",
      type: "url",
      required: true,
      placeholder: "https://",
      autocomplete: "off",
    });
    const add = async (event) => {
      event.preventDefault();
      const url = field.value.trim();
      field.value = "";
      await this.#add(url, () => addAddress(url), "Fetching and reading …");
    };
    return el(
      "form.address",
      { onsubmit: add },
      el("label", { for: "address" }, "Add a web page"),
      el("div.row", field, el("button", "Add")),
    );
  }

  /** One after the other: the library is changed by one at a time. */
  async #addFiles(files) {
    for (const file of files)
      await this.#add(file.name, (task) => addFile(file, task.progress, task.done), "Sending …");
  }

  async #add(name, attempt, begun) {
    const task = this.#task(name);
    task.says(begun);
    try {
      task.says(became(await attempt(task)));
      await this.refresh();
    } catch (problem) {
      task.says(wrong(problem), true);
    }
  }

  /** A line that tells how one addition goes. */
  #task(name) {
    const bar = el("progress", { max: 1, "aria-label": `How much of ${name} has been sent`, hidden: true });
    const words = el("p");
    const line = el("li", el("strong", el("bdi", name)), bar, words);
    this.#tasks.prepend(line);
    return {
      progress(share) {
        bar.hidden = false;
        bar.value = share;
        words.textContent = share < 1 ? `Sending, ${Math.round(share * 100)}% …` : "Sent. Reading it …";
      },
      done(done, total) {
        bar.hidden = false;
        bar.value = done / total;
        words.textContent = `Reading: ${done} of ${count(total, "source")} …`;
      },
      says(sentence, isWrong = false) {
        bar.hidden = true;
        words.textContent = sentence;
        line.classList.toggle("wrong", isWrong);
      },
    };
  }
}

function became(outcome) {
  return outcome.counts ? allBecame(outcome) : oneBecame(outcome);
}

function allBecame({ counts, errors }) {
  const told = STATES.filter((state) => counts[state]).map((state) => `${counts[state]} ${state}`);
  return [`${told.join(", ")}.`, ...errors.map(({ error }) => error)].join(" ");
}

function oneBecame({ state, passages, footnotes, unresolved, warnings = [] }) {
  if (state === "unchanged") return "Already in the library, unchanged.";
  const loose = unresolved.length
    ? ` ${count(unresolved.length, "mark or note", "marks or notes")} could not be matched.`
    : "";
  const verb = state === "replaced" ? "Replaced" : "Added";
  const told = `${verb}: ${count(passages, "passage")}, ${count(footnotes, "footnote")}.${loose}`;
  return [told, ...warnings].join(" ");
}
