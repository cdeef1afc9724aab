/** A Citation: the verbatim quote, the author's own Footnotes, where it stands, and its copies. */

import { el, outside } from "./dom.js";
import { footnote } from "./notes.js";
import { openSource } from "./source.js";
import { date } from "./words.js";

/**
 * The card of a Citation. Closed, it shows in the margin where the words stand and their notes; open, the quote too.
 * `again`: the card above it is of the same Source, so that in the margin "Ibid." says it all.
 */
export function card(citation, id, { open = false, again = false } = {}) {
  const { footnotes } = citation;
  return el(
    `div.card${open ? ".open" : ""}`,
    { id, role: "group", "aria-label": `Citation ${citation.number}` },
    el("p.where", el("span.n", String(citation.number)), " ", ...where(citation, again)),
    el("blockquote", { dir: "auto" }, citation.quote),
    footnotes.length > 0 && el("div.notes", el("p.unseen", "The author’s notes:"), footnotes.map(footnote)),
    el("div.more", provenance(citation), copies(citation), actions(citation)),
  );
}

function where(citation, again) {
  const { source, section } = citation;
  const title = el("cite.title", el("bdi", source.title));
  const names = again ? [title, el("cite.ibid", { "aria-hidden": "true" }, "Ibid.")] : [title];
  const part = section && section !== source.title && el("span.section", ", ", el("bdi", `“${section}”`));
  return [toSource(citation, ...names), part];
}

/** A link that opens the Source beside what is read, at the quoted words. */
function toSource(citation, ...words) {
  const { source, start, end, quote } = citation;
  return openSource({ id: source.id, start, end, quote }, ...words);
}

function provenance({ source }) {
  const known = [source.author, date(source.published)].filter(Boolean);
  return known.length > 0 && el("p.provenance", el("bdi", known.join(" · ")));
}

function copies({ also_in: copied }) {
  if (!copied.length) return null;
  const names = copied.flatMap(({ id, title }, index) => [index ? ", " : "", openSource({ id }, el("bdi", title))]);
  return el(
    "p.copies",
    "The same words also appear in ",
    names,
    ". Copies count as one source.",
  );
}

function actions(citation) {
  const { url } = citation.source;
  return el("p.actions", toSource(citation, "Read it in the source"), url && outside(url, "The original"));
}
