/** Sentences that the page says, and numbers, dates and names as it writes them. */

const NUMBER = new Intl.NumberFormat("en");
const DATE = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** "1 source", "2 sources", "1,200 sources". */
export function count(number, one, many = `${one}s`) {
  return `${NUMBER.format(number)} ${number === 1 ? one : many}`;
}

/** A date as a Source gives it: "2023-12-05" is "5 December 2023"; "2023" or anything else stays what it is. */
export function date(published) {
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(published ?? "") && new Date(`${published}T00:00:00Z`);
  return whole && !Number.isNaN(whole.getTime()) ? DATE.format(whole) : published;
}

/** How sure the reader is, in plain words and as the number that it is. */
export function confidence(value) {
  const word = value >= 0.8 ? "High" : value >= 0.5 ? "Fair" : "Low";
  return `${word} confidence, ${Math.round(value * 100)} %`;
}

/** Why there is no answer, beyond what the refusal itself says. */
export function reason(refusal) {
  const near = refusal.nearest.length ? " This is what came closest; it is no answer:" : "";
  const why = {
    not_in_library: "None of the sources answers this question.",
    unsupported: "What was drafted did not pass the check against the words it cites, so it is not shown.",
    library_empty: "",
  };
  return `${why[refusal.reason] ?? ""}${near}`.trim();
}

/** How the words of an answer came about. */
export function manner(reply) {
  const took = `answered in ${Math.round(reply.timings_ms.total ?? 0)} ms`;
  if (reply.answerer === "extractive") return `Word for word from the sources, ${took}`;
  return `Written by ${reply.usage?.model ?? reply.answerer}, each claim checked, ${took}`;
}

/** What was left out of an answer, as a sentence; empty where nothing was. */
export function leftOut(reply) {
  if (!reply.dropped) return "";
  const were =
    reply.dropped === 1
      ? "was left out: the sources do not bear it out."
      : "were left out: the sources do not bear them out.";
  return `${count(reply.dropped, "sentence")} ${were}`;
}

/** What a Source is, on a line: who wrote it, when, in which format. */
export function about(source) {
  return [source.author, date(source.published), FORMATS[source.format] ?? source.format].filter(Boolean).join(" · ");
}

const FORMATS = {
  markdown: "Markdown",
  html: "Web page",
  text: "Plain text",
  pdf: "PDF",
  docx: "Word",
  odt: "OpenDocument",
  epub: "EPUB",
};

const KEYS = {
  "/problems/key-needed": "This library lets in those who have a key. Try again to give one.",
  "/problems/admin-key-needed": "That takes an admin key. Try again to give one.",
  "/problems/cross-site":
    "Under this address the library can be changed with an admin key alone, and the server has none set.",
};

/** What is wrong, in a sentence, and in how many seconds to come back where the server says so. */
export function wrong(problem) {
  if (KEYS[problem.type]) return KEYS[problem.type];
  const wait = problem.retryAfter ? ` Come back in ${count(problem.retryAfter, "second")}.` : "";
  if (problem.detail) return `${problem.detail}${wait}`;
  if (!navigator.onLine)
    return "You are offline. What was answered stays readable; ask again when the network is back.";
  return "The server cannot be reached. Perhaps it is not running, or the network is down.";
}
