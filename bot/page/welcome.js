/** What stands where nothing has been asked yet: what one may expect, and what there is to ask about. */

import { get } from "./api.js";
import { el, fill } from "./dom.js";
import { openSource } from "./source.js";
import { about, count, wrong } from "./words.js";

const SHOWN = 6;

/** The start page. */
export function welcome() {
  const shelf = el("div.shelf");
  stock(shelf);
  return el(
    "div.welcome",
    el("h1", "Ask the library."),
    el("p.aside", el("sup", "1"), " As here: in the margin, beside the words it hangs on."),
    el(
      "p.lead",
      "Every sentence of an answer stands on words you can look up, with the author’s own footnote beside them.",
      el("sup", "1"),
      " What the library does not say, it does not answer.",
    ),
    shelf,
  );
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
  const lines = sources
    .slice(0, SHOWN)
    .map((one) => el("li", openSource({ id: one.id }, el("bdi", one.title)), el("p.soft", el("bdi", about(one)))));
  const all = el(
    "a",
    { href: "#/sources" },
    sources.length > SHOWN ? `All ${count(sources.length, "source")}` : "Add or remove sources",
  );
  return [el("h2", "On the shelf"), el("ul", lines), el("p", all)];
}

function empty() {
  return [
    el("h2", "The shelf is empty"),
    el("p", "Add a document or a web page first. ", el("a", { href: "#/sources" }, "Add a source")),
  ];
}
