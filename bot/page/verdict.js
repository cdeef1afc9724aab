/** The actions on a Reply: copy it, share a link to it, rate it. */

import { get, part, post } from "./api.js";
import { copy } from "./clipboard.js";
import { el, fill, icon, say } from "./dom.js";
import { asMarkdown } from "./markdown.js";
import { wrong } from "./words.js";

/** The row of buttons under a Reply. `link`: makes its address for others. */
export function verdict(reply, { link }) {
  const alert = el("p.problem", { hidden: true });
  const tell = (problem) => {
    alert.hidden = false;
    alert.textContent = wrong(problem);
    say(alert.textContent);
  };
  const markdown = button("copy", "Copy as Markdown", () => copy(asMarkdown(reply, link(reply)), markdown));
  const shared = button("link", "Copy link", () => share(reply, link(reply), shared).catch(tell));
  return el("div.verdict", el("div.row", markdown, shared, ...thumbs(reply, tell)), alert);
}

/** Copies the address, after a check that the server still has the Reply. */
async function share(reply, address, shared) {
  try {
    await get(`replies/${part(reply.id)}`);
  } catch (problem) {
    if (problem.status !== 404) throw problem;
    problem.detail = "This server does not keep conversations, or has deleted this one, so a link would not work.";
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

/** A form for a comment on the verdict. */
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
