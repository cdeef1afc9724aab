/** A question and its answer: claims as they come, a card for each citation, then the remarks. */

import { card } from "./citation.js";
import { el, fill, say } from "./dom.js";
import { keepMargin } from "./margin.js";
import { answersIt, elsewhere, offers } from "./offers.js";
import { trouble } from "./trouble.js";
import { verdict } from "./verdict.js";
import { confidence, count, isSure, leftOut, manner, reason } from "./words.js";

const SHORT = 60;
let answers = 0;

/** A turn of the thread. `node` is in the page from the first; the rest is filled in as it becomes known. */
export class AnswerView {
  replyId = null;
  #id = `answer-${(answers += 1)}`;
  #understood = el("p.understood");
  #progress = el("p.progress", "Searching …");
  #short = el("p.short");
  #claims = el("div.claims");
  #end = el("div.end");
  #pairs = [];
  #lastSource = "";
  #margin;

  /**
   * `options.link`: makes the address of a Reply for others; absent where the Reply cannot be shared. `options.ask`:
   * asks a question in the words given.
   */
  constructor(question, options = {}) {
    this.options = options;
    this.question = question;
    this.body = el("div.answer", this.#progress, this.#short, this.#claims, this.#end);
    this.node = el("article.turn", el("h2.question", { dir: "auto" }, question), this.#understood, this.body);
    this.node.addEventListener("keydown", (event) => this.#step(event));
    this.#margin = keepMargin(this.body, () => this.#pairs);
  }

  /** Takes an event of the stream. */
  take({ name, data }) {
    if (name === "search") this.#searched(data);
    if (name === "claim") this.#claim(data.text, data.citations);
    if (name === "reply") this.reply(data);
  }

  /** Shows a whole Reply; claims that came before it stay, for what was sent is never taken back. */
  reply(reply, { quietly = false } = {}) {
    this.replyId = reply.id;
    this.#progress.remove();
    this.#understand(reply.standalone_question);
    if (reply.status === "answered") this.#answered(reply);
    else this.#refused(reply);
    this.#margin.lay();
    if (!quietly)
      say(reply.status === "answered" ? `Answered, with ${count(reply.citations.length, "citation")}.` : reply.text);
  }

  /** Says why there is no answer, or no more of it. `again` asks once more. */
  fail(problem, again) {
    this.#progress.remove();
    fill(this.#end, trouble(problem, again, { label: "Ask again" }));
  }

  /** Says that it was stopped. */
  stopped(again) {
    this.#progress.remove();
    const button = el("button.plain.again", { type: "button", onclick: again }, "Ask again");
    fill(this.#end, el("p.soft", "Stopped. ", button));
    say("Stopped.");
  }

  #searched({ standalone_question: understood, hits }) {
    this.#understand(understood);
    const sources = new Set(hits.map((hit) => hit.source_id)).size;
    const progress = `Reading ${count(hits.length, "passage")} of ${count(sources, "source")} …`;
    this.#progress.textContent = hits.length ? progress : "Nothing found …";
    say(this.#progress.textContent);
  }

  #understand(standalone) {
    if (standalone === this.question) return;
    const again = () => this.options.ask(this.question);
    const typed = el("button.plain", { type: "button", onclick: again }, "Ask as typed");
    fill(this.#understood, el("span", "Understood as: "), el("bdi", standalone), this.options.ask && [" ", typed]);
  }

  #claim(text, citations, quietly = false) {
    const cards = citations.filter(({ number }) => !this.#hasCard(number)).map((citation) => this.#card(citation));
    const words = el(
      "p",
      { dir: "auto" },
      text,
      citations.map(({ number }) => this.#number(number)),
    );
    this.#claims.append(el("div.claim", words, cards));
    this.#pairs.push(...cards.map((node) => [words, node]));
    this.#margin.lay();
    if (!quietly) say(text);
  }

  #card(citation) {
    const again = this.#lastSource === citation.source.id;
    this.#lastSource = citation.source.id;
    return card(citation, this.#cardId(citation.number), { again });
  }

  #number(number) {
    const id = this.#cardId(number);
    const attributes = {
      type: "button",
      "aria-expanded": "false",
      "aria-controls": id,
      "aria-label": `Citation ${number}`,
      onclick: (event) => this.#toggle(id, event.currentTarget),
    };
    return el("button.cite", attributes, String(number));
  }

  /** Opens or closes a card; where there is no margin, it comes below the claim whose number was pressed. */
  #toggle(id, pressed) {
    const cited = document.getElementById(id);
    const claim = pressed.closest(".claim");
    const isElsewhere = cited.parentNode !== claim && getComputedStyle(cited).position !== "absolute";
    if (isElsewhere) claim.append(cited);
    const isOpen = cited.classList.toggle("open", isElsewhere || undefined);
    for (const number of this.body.querySelectorAll(`[aria-controls="${id}"]`))
      number.setAttribute("aria-expanded", String(isOpen));
    this.#margin.lay();
  }

  #answered(reply) {
    if (reply.short_answer && reply.short_answer.length <= SHORT) this.#short.textContent = reply.short_answer;
    this.#short.classList.toggle("sure", isSure(reply.confidence));
    const cited = new Map(reply.citations.map((citation) => [citation.number, citation]));
    for (const claim of reply.claims.slice(this.#claims.childElementCount)) {
      this.#claim(
        claim.text,
        claim.citations.map((number) => cited.get(number)),
        true,
      );
    }
    fill(this.#end, remarks(reply), verdict(reply, this.options));
  }

  #refused(reply) {
    const talk = reply.reason === "talk";
    const near = reply.nearest.map((citation) => [
      card(citation, this.#cardId(citation.number), { open: true }),
      answersIt(reply, citation.number),
    ]);
    const add = reply.reason === "library_empty" && el("a", { href: "#/sources" }, "Add a source");
    const why = !talk && el("p.soft", reason(reply), add);
    const said = [el("p.refusal", { dir: "auto" }, reply.text), offers(reply, this.options.ask), elsewhere(reply)];
    fill(this.#claims, said, why, near);
    this.#claims.classList.add(talk ? "talk" : "refused");
    if (!talk) fill(this.#end, remarks(reply), verdict(reply, this.options));
  }

  /** Left and right go from number to number. */
  #step(event) {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!way || !event.target.matches(".cite")) return;
    const numbers = [...this.node.querySelectorAll(".cite")];
    numbers[numbers.indexOf(event.target) + way]?.focus();
  }

  #hasCard(number) {
    return this.#pairs.some(([, node]) => node.id === this.#cardId(number));
  }

  #cardId(number) {
    return `${this.#id}-${number}`;
  }
}

function remarks(reply) {
  const answered = reply.status === "answered" && `${confidence(reply.confidence)}. ${manner(reply)}.`;
  const lines = [answered, leftOut(reply), reply.note].filter(Boolean);
  return lines.length > 0 && el("p.remarks", lines.join(" "));
}
