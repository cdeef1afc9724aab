/** The start page: what to expect of an answer, questions to begin with, and the first sources of the library. */

import { get } from "./api.js";
import { el, fill } from "./dom.js";
import { offers } from "./offers.js";
import { openSource } from "./source.js";
import { about, count, toldApart, wrong } from "./words.js";

const SHOWN = 6;

/** The start page; `ask` is called with the question that is pressed. */
export function welcome(ask) {
  const shelf = el("div.shelf");
  const examples = el("div.examples");
  stock(shelf);
  suggest(examples, ask);
  return el(
    "div.welcome",
    el("h1", "Ask the library."),
    el("p.aside", el("sup", "1"), " As here: in the margin, beside the words it belongs to."),
    el(
      "p.lead",
      "Every sentence of an answer rests on a quote you can look up, with the author’s own footnote beside it.",
      el("sup", "1"),
      " If the library has no answer, it says so.",
    ),
    examples,
    shelf,
  );
}

/** Without examples the page is whole: what fails here is said by the shelf. */
async function suggest(examples, ask) {
  const { questions } = await get("examples").catch(() => ({ questions: [] }));
  fill(examples, offers({ suggestions: questions }, ask));
}

async function stock(shelf) {
  try {
    const { sources } = await get("sources");
    fill(shelf, sources.length ? shelved(sources) : empty());
  } catch (problem) {
    fill(shelf, el("p.problem", wrong(problem)));
  }
}

function shelved(sources) {
  const names = toldApart(sources);
  const lines = sources
    .slice(0, SHOWN)
    .map((source, index) =>
      el("li", openSource({ id: source.id }, el("bdi", names[index])), el("p.soft", el("bdi", about(source)))),
    );
  const all = el(
    "a",
    { href: "#/sources" },
    sources.length > SHOWN ? `All ${count(sources.length, "source")}` : "Add or remove sources",
  );
  return [el("h2", "In the library"), el("ul", lines), el("p", all)];
}

function empty() {
  return [
    el("h2", "The library is empty"),
    el("p", "Add a document or a web page first. ", el("a", { href: "#/sources" }, "Add a source")),
  ];
}
