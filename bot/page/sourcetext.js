/** The canonical text of a Source as paragraphs, with the quoted words marked and a mark for each Footnote. */

import { el } from "./dom.js";
import { footnote } from "./notes.js";
import { unitsOf } from "./offsets.js";
import { spanOf } from "./quoted.js";

const PARAGRAPH = /[^\n](?:[^\n]|\n(?!\n))*/g;

/**
 * What there is to show of `source`: `paragraphs`, the `headings` among them, `marked` (where the quote begins),
 * `margin` (each mark with its note), `placeless` notes, and whether the quote has `moved` out of the text.
 */
export function sourceText(source, { start, end, fingerprint }) {
  const placed = source.footnotes.flatMap((note) => note.markers.map((at) => ({ note, at })));
  const titles = new Map(source.sections.map((section) => [section.start, section.title]));
  const unit = unitsOf(source.text, [start ?? 0, end ?? 0, ...placed.map(({ at }) => at), ...titles.keys()]);
  const stretch = end ? { from: unit(start), to: unit(end) } : null;
  const quoted = fingerprint ? spanOf(source.text, fingerprint, stretch.from) : stretch;
  const drawing = {
    text: source.text,
    quoted,
    marks: placed.map(({ note, at }) => ({ note, at: unit(at) })).sort((mark, other) => mark.at - other.at),
    titles: new Map([...titles].map(([at, title]) => [unit(at), title])),
    margin: [],
  };
  const paragraphs = [...source.text.matchAll(PARAGRAPH)].map((match) => paragraph(drawing, match));
  return {
    paragraphs,
    headings: paragraphs.map((node) => node.querySelector("h3")).filter(Boolean),
    marked: paragraphs.map((node) => node.querySelector("mark")).find(Boolean),
    margin: drawing.margin,
    placeless: source.footnotes.filter((note) => !note.markers.length).map(footnote),
    moved: Boolean(end && !quoted),
  };
}

/** A paragraph and its notes: of the marks that are left, those up to where the next one begins; none is lost. */
function paragraph(drawing, match) {
  const [from, to] = [match.index, match.index + match[0].length];
  const gap = drawing.text.slice(to).search(/[^\n]/);
  const notes = [];
  while (drawing.marks.length && (gap < 0 || drawing.marks[0].at <= to + gap)) {
    const { note, at } = drawing.marks.shift();
    notes.push(noted(drawing, note, Math.min(Math.max(at, from), to)));
  }
  const title = drawing.titles.get(from) === match[0];
  const node = el(title ? "h3" : "p", { dir: "auto" }, pieces(drawing, from, to, notes));
  return el(
    "div.para",
    node,
    notes.map(({ note }) => note),
  );
}

function noted(drawing, note, at) {
  const id = `note-${drawing.margin.length + 1}`;
  const { quoted } = drawing;
  const open = Boolean(quoted && at > quoted.from && at <= quoted.to);
  const body = footnote(note);
  body.id = id;
  body.classList.toggle("open", open);
  const toggle = () => mark.setAttribute("aria-expanded", String(body.classList.toggle("open")));
  const attributes = {
    type: "button",
    "aria-controls": id,
    "aria-expanded": String(open),
    "aria-label": `Note ${note.label}`,
  };
  const mark = el("button.mark", { ...attributes, onclick: toggle }, note.label);
  drawing.margin.push([mark, body]);
  return { at, mark, note: body };
}

/** The words from `from` to `to`, cut where the quote begins and ends, and where a note's mark stands. */
function pieces({ text, quoted }, from, to, notes) {
  const edges = quoted ? [quoted.from, quoted.to] : [];
  const cuts = [...new Set([from, to, ...edges, ...notes.map(({ at }) => at)])].filter((at) => at >= from && at <= to);
  cuts.sort((cut, other) => cut - other);
  return cuts.flatMap((cut, index) => {
    const marks = notes.filter(({ at }) => at === cut).map(({ mark }) => mark);
    const words = text.slice(cut, cuts[index + 1] ?? cut);
    const isQuoted = quoted && cut >= quoted.from && cut < quoted.to;
    return [...marks, words && (isQuoted ? el("mark", words) : words)];
  });
}
