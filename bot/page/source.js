/** The Source beside what is read: its text scrolled to the quoted words, its notes in the margin. */

import { get, part } from "./api.js";
import { el, entitle, fill, outside, say } from "./dom.js";
import { keepMargin } from "./margin.js";
import { fingerprintOf } from "./quoted.js";
import { address, go, here } from "./router.js";
import { sourceText } from "./sourcetext.js";
import { trouble } from "./trouble.js";
import { about, count } from "./words.js";

const SHEET = matchMedia("(max-width: 52rem)");

/** A link that opens a Source beside the page, at `start` to `end`; `quote` is what should stand there. */
export function openSource({ id, start, end, quote }, ...words) {
  const source = { id, start, end, fingerprint: quote && fingerprintOf(quote) };
  const follow = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go({ ...here(), source });
  };
  return el("a.to-source", { href: address({ view: "sources", source }), onclick: follow }, ...words);
}

/** The panel that shows a Source. */
export class SourcePanel {
  #node = document.getElementById("source");
  #shown = "";
  #begin = null;
  #opener = null;
  #margin = null;

  constructor() {
    SHEET.addEventListener("change", () => this.#cover());
  }

  /** Whether a Source lies open. */
  get isOpen() {
    return !this.#node.hidden;
  }

  /**
   * Shows `target`, or nothing for null; what is shown already returns to where it began. The focus goes there, and
   * back to where it was unless it has moved on.
   */
  async show(target) {
    const asked = target ? address({ source: target }) : "";
    if (asked === this.#shown) {
      this.#begin?.();
      return;
    }
    this.#shown = asked;
    this.#begin = null;
    this.#margin?.stop();
    if (!target) {
      this.#close();
      return;
    }
    if (!this.isOpen) this.#opener = document.activeElement;
    this.#open("Source", el("p.waiting", "Opening the source …"));
    this.#node.querySelector(".page").focus({ preventScroll: true });
    try {
      const source = await get(`sources/${part(target.id)}`);
      if (this.#shown === asked) this.#draw(source, target);
    } catch (problem) {
      if (this.#shown === asked) this.#failed(problem, target);
    }
  }

  /** Nothing is shown then, so that whoever asks for the same again has it fetched again. */
  #failed(problem, target) {
    this.#shown = null;
    const gone = "This source is not in the library any more.";
    this.#open("Source", trouble(problem, () => this.show(target), { gone }));
  }

  #draw(source, target) {
    const parts = sourceText(source, target);
    this.#open(source.title, head(source, parts), el("div.text", parts.paragraphs), placeless(parts.placeless));
    const text = this.#node.querySelector(".text");
    this.#margin = keepMargin(text, () => parts.margin);
    this.#margin.lay();
    const [begin, block] = parts.marked ? [parts.marked, "center"] : [this.#node.querySelector("h2"), "start"];
    this.#begin = () => begin.scrollIntoView({ block });
    this.#begin();
    entitle(source.title);
    say(parts.marked && target.fingerprint ? `${source.title}, at the quoted words.` : `${source.title}.`);
  }

  #open(title, ...content) {
    const close = el("button.quiet.close", { type: "button", onclick: () => go({ ...here(), source: null }) }, "Close");
    const scroller = el("div.page", { tabindex: 0, role: "region", "aria-label": "Text of the source" }, content);
    const wasThere = this.#node.contains(document.activeElement);
    fill(this.#node, el("div.panel-bar", el("p.soft", el("bdi", title)), close), scroller);
    this.#node.hidden = false;
    document.body.classList.add("has-source");
    this.#cover();
    if (wasThere) scroller.focus({ preventScroll: true });
  }

  #close() {
    const wasThere = this.#node.contains(document.activeElement);
    this.#node.hidden = true;
    this.#node.replaceChildren();
    document.body.classList.remove("has-source");
    this.#cover();
    if (wasThere && this.#opener?.isConnected) this.#opener.focus({ preventScroll: true });
  }

  /** On a phone the Source covers the page, which then can be neither tabbed into nor heard. */
  #cover() {
    const covered = SHEET.matches && this.isOpen;
    for (const part of document.querySelectorAll(".skip, .bar, #main, #side")) part.inert = covered;
  }
}

function head(source, parts) {
  const copies = source.also_in.map((copy) =>
    el("li", openSource({ id: copy.id }, el("bdi", copy.title)), `, ${share(copy)}`),
  );
  return el(
    "header.of-source",
    el("h2", { dir: "auto" }, source.title),
    el("p.soft", el("bdi", about(source)), source.url && [" · ", outside(source.url, "The original")]),
    parts.moved &&
      el(
        "p.problem",
        { role: "alert" },
        "This source has changed since it was quoted and no longer has the quoted words.",
      ),
    copies.length > 0 &&
      el("details", el("summary", `Also in ${count(copies.length, "copy", "copies")}`), el("ul", copies)),
    parts.headings.length > 1 && contents(parts.headings),
    source.unresolved.length > 0 && el("p.soft", loose(source.unresolved)),
  );
}

function contents(headings) {
  const jump = (heading) => () => heading.scrollIntoView({ block: "start" });
  const lines = headings.map((heading) =>
    el("li", el("button.plain", { type: "button", onclick: jump(heading) }, heading.textContent)),
  );
  return el("details", el("summary", "Contents"), el("ol", lines));
}

function share({ shared }) {
  return `which shares ${Math.round(shared * 100)}% of the words of the shorter text`;
}

function loose(unresolved) {
  const labels = unresolved.slice(0, 12).map(({ label }) => label);
  const more = unresolved.length > labels.length ? " …" : "";
  return `Marks without a note, or notes without a mark: ${labels.join(", ")}${more}.`;
}

function placeless(notes) {
  return notes.length > 0 && el("section.placeless", el("h3", "Notes without a mark in the text"), notes);
}
