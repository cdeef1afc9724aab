/** What one can do with a Reply: take it along, send it to someone, say what one thinks of it. */

import { get, part, post } from "./api.js";
import { copy } from "./clipboard.js";
import { el, fill, icon, say } from "./dom.js";
import { asMarkdown } from "./markdown.js";
import { wrong } from "./words.js";

/** The row of buttons under a Reply. `link`: makes its address for others. */
export function verdict(reply, { link }) {
  const said = el("p.problem", { hidden: true });
  const tell = (problem) => {
    said.hidden = false;
    said.textContent = wrong(problem);
    say(said.textContent);
  };
  const markdown = button("copy", "Copy as Markdown", () => copy(asMarkdown(reply, link(reply)), markdown));
  const shared = button("link", "Copy link", () => share(reply, link(reply), shared).catch(tell));
  return el("div.verdict", el("div.row", markdown, shared, ...thumbs(reply, tell)), said);
}

/** Copies the address, once it is known that the server keeps what it leads to. */
async function share(reply, address, shared) {
  try {
    await get(`replies/${part(reply.id)}`);
  } catch (problem) {
    if (problem.status !== 404) throw problem;
    problem.detail = "This server keeps no conversations, or not this one any more, so a link would lead nowhere.";
    throw problem;
  }
  await copy(address, shared);
}

function thumbs(reply, tell) {
  const place = el("div.why");
  const judge = (given) => async () => {
    try {
      await post("feedback", { reply_id: reply.id, verdict: given });
      up.setAttribute("aria-pressed", String(given === "up"));
      down.setAttribute("aria-pressed", String(given === "down"));
      fill(place, why(reply, given, place, tell));
      say("Thank you.");
    } catch (problem) {
      tell(problem);
    }
  };
  const [up, down] = [
    ["yes", "Good answer", "up"],
    ["no", "Bad answer", "down"],
  ].map(([picture, label, given]) =>
    el(
      "button.thumb",
      { type: "button", "aria-label": label, title: label, "aria-pressed": "false", onclick: judge(given) },
      icon(picture),
    ),
  );
  return [up, down, place];
}

/** Why, in one's own words, for those who care to say. */
function why(reply, given, place, tell) {
  const id = `why-${reply.id}`;
  const field = el("input", {
    id,
    type: "text",
    maxlength: 4000,
    placeholder: given === "up" ? "What was good?" : "What was wrong?",
  });
  const send = async (event) => {
    event.preventDefault();
    try {
      if (field.value.trim())
        await post("feedback", { reply_id: reply.id, verdict: given, comment: field.value.trim() });
      fill(place, el("p.soft", "Thank you."));
    } catch (problem) {
      tell(problem);
    }
  };
  return el(
    "form",
    { onsubmit: send },
    el("label.unseen", { for: id }, "Why, in your own words"),
    field,
    el("button", "Send"),
  );
}

function button(picture, label, onclick) {
  return el("button.tool", { type: "button", onclick }, icon(picture), el("span", label));
}
