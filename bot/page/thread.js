/** A conversation: its turns from first to last, and the question that is being answered. */

import { ask, get, part, remove } from "./api.js";
import { AnswerView } from "./answer.js";
import { el } from "./dom.js";
import { address } from "./router.js";
import { trouble } from "./trouble.js";

/** The turns, in `node`. `onReply(reply, question)` is called when a question has been answered. */
export class Thread {
  id = null;
  /** The ids of the sources that are asked; null: all. */
  sourceIds = null;
  #turns = [];
  #stopping = null;

  constructor(onReply) {
    this.node = el("div.thread");
    this.onReply = onReply;
  }

  /** The questions, from first to last. */
  get asked() {
    return this.#turns.map((turn) => turn.question);
  }

  /** Whether a question is being answered. */
  get isBusy() {
    return this.#stopping !== null;
  }

  /** Asks, as the next turn; `asTyped`: in these words, whatever the conversation would make of them. */
  async ask(question, { asTyped = false } = {}) {
    if (this.isBusy) return;
    const view = this.#add(question);
    view.asTyped = asTyped;
    view.node.scrollIntoView({ block: "start", behavior: calm() });
    await this.#answer(view);
  }

  /** Stops the answer that is under way. */
  stop() {
    this.#stopping?.abort();
  }

  /** Shows the conversation of this id as the server keeps it. */
  async load(id) {
    this.id = id;
    await this.#loaded(async () => (await get(`conversations/${part(id)}`)).turns, forgotten);
    this.node.lastElementChild?.scrollIntoView({ block: "start" });
  }

  /** Shows a single Reply that somebody was sent the link of. */
  async loadReply(id) {
    const turn = async () => {
      const reply = await get(`replies/${part(id)}`);
      return [{ question: reply.question, reply }];
    };
    await this.#loaded(turn, "This answer was deleted, so its link no longer works.");
    this.node.append(
      el("p.soft", "This is one answer of a conversation. ", el("a", { href: "#/" }, "Ask a question of your own")),
    );
  }

  /** Ends when they are shown; where they cannot be had now, that is when the reader has tried again. */
  async #loaded(turns, gone) {
    let place = el("p.waiting", "Opening …");
    const put = (node) => {
      place.replaceWith(node);
      place = node;
    };
    this.#turns = [];
    this.node.replaceChildren(place);
    let loaded = null;
    while (!loaded) {
      try {
        loaded = await turns();
      } catch (problem) {
        await new Promise((again) => put(trouble(problem, again, { gone })));
        put(el("p.waiting", "Opening …"));
      }
    }
    const meanwhile = this.#turns; // what was asked before they came goes behind them
    this.#turns = [];
    this.node.replaceChildren();
    const shown = new Set(meanwhile.map((view) => view.replyId));
    for (const turn of loaded) if (!turn.reply || !shown.has(turn.reply.id)) this.#show(turn);
    this.#turns.push(...meanwhile);
    this.node.append(...meanwhile.map((view) => view.node));
  }

  #show(turn) {
    const view = this.#add(turn.question);
    if (turn.reply) view.reply(turn.reply, { quietly: true });
    else view.body.replaceChildren(el("p", turn.answer), el("p.soft", "Only the text of this answer was kept."));
  }

  #add(question) {
    const view = new AnswerView(question, {
      link: (reply) => new URL(address({ view: "reply", id: reply.id }), location.href).href,
      ask: (asked) => this.ask(asked, { asTyped: true }),
    });
    this.#turns.push(view);
    this.node.append(view.node);
    return view;
  }

  async #answer(view) {
    const stopping = new AbortController();
    this.#busy(stopping);
    const again = () => this.#again(view);
    try {
      const options = { conversationId: this.id, sourceIds: this.sourceIds, signal: stopping.signal, asTyped: view.asTyped };
      for await (const event of ask(view.question, options)) {
        view.take(event);
        if (event.name === "reply") this.#replied(event.data);
      }
    } catch (problem) {
      if (problem.name === "AbortError") view.stopped(again);
      else view.fail(problem, again);
      this.#busy(null);
    }
  }

  /** With the Reply all is said, though the stream may take a moment to end. */
  #replied(reply) {
    this.id = reply.conversation_id;
    this.#busy(null);
    this.onReply(reply);
  }

  #busy(stopping) {
    this.#stopping = stopping;
    this.node.classList.toggle("busy", stopping !== null);
    this.onBusy?.(stopping !== null);
  }

  #again(view) {
    view.node.remove();
    this.#turns = this.#turns.filter((turn) => turn !== view);
    this.ask(view.question, { asTyped: view.asTyped });
  }
}

/** Has the server forget a conversation; one that it does not know is forgotten already. */
export async function forget(id) {
  await remove(`conversations/${part(id)}`).catch((problem) => {
    if (problem.status !== 404) throw problem;
  });
}

const forgotten = "The server no longer has this conversation: it was deleted, or it expired.";

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
}
