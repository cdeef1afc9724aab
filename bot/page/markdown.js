/** A Reply as Markdown with footnotes, to be pasted where one writes. */

import { shown, webAddress } from "./dom.js";
import { date, reason } from "./words.js";

const SPECIAL = /[\\`*_[\]<>#|~]/g;

/** The question, the claims with their marks, and each quote with the author's notes. `link`: where it all stands. */
export function asMarkdown(reply, link = "") {
  const body = reply.status === "answered" ? answer(reply) : refusal(reply);
  const address = link ? [`<${link}>`] : [];
  return `${[`**${plain(reply.question)}**`, ...body, ...address].join("\n\n")}\n`;
}

function answer(reply) {
  const claims = reply.claims.map(
    (claim) => `${plain(claim.text)}${claim.citations.map((number) => `[^${number}]`).join("")}`,
  );
  const notes = reply.citations.map((citation) => `[^${citation.number}]: ${cited(citation).join("\n\n    ")}`);
  return [claims.join(" "), ...notes];
}

function refusal(reply) {
  const nearest = reply.nearest.map((citation) => `- ${cited(citation).join("\n\n  ")}`);
  return [plain(`${reply.text} ${reason(reply)}`.trim()), ...nearest];
}

function cited({ quote, source, section, footnotes }) {
  const place = [source.author, `*${plain(source.title)}*`, section && `“${section}”`, date(source.published)];
  const named = place.filter(Boolean).map((part) => (part.startsWith("*") ? part : plain(part)));
  const url = webAddress(source.url);
  return [`“${plain(quote)}” ${named.join(", ")}${url ? `, <${url}>` : ""}`, ...footnotes.map(note)];
}

function note({ label, text, urls, refers_to: meant }) {
  const missing = urls
    .filter((url) => !text.includes(url))
    .map(webAddress)
    .filter(Boolean);
  const links = missing.map((url) => ` <${url}>`).join("");
  const told = meant ? ` (that is, note ${plain(meant.label)}: ${plain(meant.text)})` : "";
  return `Note ${plain(label)}: ${plain(text)}${links}${told}`;
}

/** Words on one line in which nothing is Markdown. */
function plain(words) {
  return shown(words).replace(/\s+/g, " ").trim().replace(SPECIAL, "\\$&");
}
