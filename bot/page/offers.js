/** What a refusal and small talk offer: questions to ask instead, sections on the subject, a quote that answers. */

import { post } from "./api.js";
import { el, say } from "./dom.js";
import { openSource } from "./source.js";
import { wrong } from "./words.js";

/** A button for each question that the library answers; nothing where none can be asked from here. */
export function offers(reply, ask) {
  const asked = ask ? (reply.suggestions ?? []) : [];
  const buttons = asked.map((question) =>
    el("button.offer", { type: "button", dir: "auto", onclick: () => ask(question) }, question),
  );
  return buttons.length > 0 && el("p.offers", buttons);
}

/** The sections that are on the subject, each a way into its Source. */
export function elsewhere(reply) {
  const places = (reply.related ?? []).map(({ source_id: id, title, section }) =>
    el("li", openSource({ id }, el("bdi", section || title)), section && [" in ", el("bdi", title)]),
  );
  return places.length > 0 && el("div.elsewhere", el("p.soft", "On this subject:"), el("ul", places));
}

/** A button that says, and has it kept, that the quote of this number answers the question after all. */
export function answersIt(reply, number) {
  const send = async () => {
    try {
      await post("feedback", { reply_id: reply.id, verdict: "down", nearest: number, comment: "This answers it." });
      told("Thank you, that is kept.");
    } catch (problem) {
      told(wrong(problem));
    }
  };
  const button = el("button.plain", { type: "button", onclick: send }, "This answers it");
  const place = el("p.answers-it", button);
  const told = (words) => {
    place.replaceChildren(el("span.soft", words));
    say(words);
  };
  return place;
}
