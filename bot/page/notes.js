/** The author's Footnotes, as they stand under a quote and in the margin of a Source. */

import { el, outside } from "./dom.js";

/** A Footnote: its label, its words with their links, and the note it means where it says "Ibid." */
export function footnote(note) {
  return el(
    "div.note",
    el("span.label", named(note)),
    el("div.body", { dir: "auto" }, words(note), meant(note.refers_to)),
  );
}

/** "Note 8": an author's number is told from the number of a citation by this word. */
export function named({ label }) {
  return /^note/i.test(label) ? label : `Note ${label}`;
}

function meant(note) {
  if (!note) return null;
  return el("p.meant", el("span.lead", `that is, note ${note.label}: `), ...linked(note));
}

function words(note) {
  return el("p", ...linked(note));
}

/** The note's words, in which the addresses it names are links; those that do not stand in it follow. */
export function linked(note) {
  const parts = [];
  let from = 0;
  const missing = [];
  for (const url of note.urls) {
    const at = note.text.indexOf(url, from);
    if (at < 0) missing.push(url);
    else {
      parts.push(note.text.slice(from, at), outside(url, url));
      from = at + url.length;
    }
  }
  parts.push(note.text.slice(from));
  return [...parts, ...missing.filter((url) => !note.text.includes(url)).flatMap((url) => [" ", outside(url, url)])];
}
