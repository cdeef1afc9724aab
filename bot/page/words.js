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

/** Whether an answer may be shown large. */
export function isSure(value) {
  return value >= 0.8;
}

/** The confidence of an answer, as a word and as a percentage. */
export function confidence(value) {
  const word = isSure(value) ? "High" : value >= 0.5 ? "Fair" : "Low";
  return `${word} confidence, ${Math.round(value * 100)}%`;
}

/** Why there is no answer, beside the text of the refusal. */
export function reason(refusal) {
  const near = refusal.nearest.length ? " These passages are the closest, but they do not answer it:" : "";
  const why = {
    not_in_library: "None of the sources answers this question.",
    unsupported: "A draft answer failed the check against the quotes it cites, so it is not shown.",
    library_empty: "",
  };
  return `${why[refusal.reason] ?? ""}${near}`.trim();
}

/** Who wrote the answer, and how long it took. */
export function manner(reply) {
  const took = `answered in ${Math.round(reply.timings_ms.total ?? 0)} ms`;
  if (reply.answerer === "extractive") return `Word for word from the sources, ${took}`;
  return `Written by ${reply.usage?.model ?? reply.answerer}, each claim checked, ${took}`;
}

/** A sentence on how many claims an answer leaves out; empty where it leaves out none. */
export function leftOut(reply) {
  if (!reply.dropped) return "";
  const were =
    reply.dropped === 1
      ? "was left out: the sources do not support it."
      : "were left out: the sources do not support them.";
  return `${count(reply.dropped, "sentence")} ${were}`;
}

/** The titles of `sources`, with the id of each where another has the same title. */
export function toldApart(sources) {
  const times = new Map();
  for (const { title } of sources) times.set(title, (times.get(title) ?? 0) + 1);
  return sources.map(({ id, title }) => (times.get(title) > 1 ? `${title} (${id})` : title));
}

/** A Source on a line: its author, date and format. */
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
  "/problems/key-needed": "This library needs a key. Try again to enter one.",
  "/problems/admin-key-needed": "This needs an admin key. Try again to enter one.",
  "/problems/cross-site":
    "From this address, changing the library needs an admin key, and the server has none set.",
};

/** A problem as a sentence, with the seconds to wait where the server names them. */
export function wrong(problem) {
  if (KEYS[problem.type]) return KEYS[problem.type];
  const wait = problem.retryAfter ? ` Please wait ${count(problem.retryAfter, "second")}.` : "";
  if (problem.detail) return `${problem.detail}${wait}`;
  if (!navigator.onLine)
    return "You are offline. Earlier answers stay readable; ask again when the network is back.";
  return "The server cannot be reached. Perhaps it is not running, or the network is down.";
}
