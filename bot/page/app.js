/** Puts the page together: what the address names is shown, and a question asked is answered. */

import { Chooser } from "./chooser.js";
import { Composer } from "./composer.js";
import { el, entitle, fill } from "./dom.js";
import { listen } from "./keyboard.js";
import { LibraryView } from "./library.js";
import * as remembered from "./remembered.js";
import { go, here, settle } from "./router.js";
import { Sidebar } from "./sidebar.js";
import { SourcePanel } from "./source.js";
import { Thread } from "./thread.js";
import { welcome } from "./welcome.js";

const scroll = document.getElementById("scroll");
const panel = new SourcePanel();
const sidebar = new Sidebar({ onForgotten: left });
const chooser = new Chooser(choose);
const composer = new Composer({
  onAsk: ask,
  onStop: () => thread.stop(),
  last: () => thread.asked.at(-1),
  beside: chooser.node,
});
const library = new LibraryView(() => go({ ...here(), source: null }));
let thread = newThread();
let shown = "";

fill(document.getElementById("foot"), composer.node);
listen({ onQuestion: () => composer.focus(), onEscape: escape });
addEventListener("hashchange", show);
addEventListener("click", anew);
addEventListener("click", skip);
show();
if (matchMedia("(hover: hover)").matches) composer.focus(); // elsewhere a keyboard would slide over the page

/** Shows the place that the address names; what is there already stays. */
function show() {
  const { view, id, source } = here();
  const place = `${view}/${id}`;
  if (place !== shown) {
    shown = place;
    sidebar.toggle(false);
    thread.stop();
    thread = newThread();
    fill(scroll, { new: () => welcome(ask), sources, conversation: () => opened(id), reply: () => sharedReply(id) }[view]());
    document.body.dataset.view = view;
    scroll.scrollTop = 0;
  }
  panel.show(source);
  retitle();
  sidebar.draw();
}

function sources() {
  library.refresh();
  return library.node;
}

function opened(id) {
  askOf(remembered.sourcesOf(id));
  thread.load(id).then(retitle);
  return [heading(), thread.node];
}

function sharedReply(id) {
  thread.loadReply(id).then(retitle);
  return [heading(), thread.node];
}

/** A question goes on with the conversation that is open; from anywhere else it begins one. */
function ask(question) {
  const { view } = here();
  const goesOn = view === "conversation" || (view === "new" && thread.asked.length > 0);
  if (!goesOn) begin();
  thread.ask(question);
}

/** The sources that are asked from now on are kept with the conversation, as soon as that has an id. */
function choose(ids) {
  thread.sourceIds = ids;
  if (thread.id) remembered.choose(thread.id, ids);
}

function askOf(ids) {
  chooser.chosen = ids;
  thread.sourceIds = ids;
}

function begin() {
  const { view, source } = here();
  const { chosen } = chooser;
  if (view !== "new") settle({ view: "new", source }, { anew: true });
  shown = "new/";
  thread = newThread();
  if (view === "new") askOf(chosen);
  document.body.dataset.view = "conversation";
  fill(scroll, heading(), thread.node);
}

function heading() {
  return el("h1.unseen", "Questions and answers");
}

/** Now the conversation has an id, so it has an address; it is shown already. */
function replied(reply) {
  if (!reply.conversation_id) return;
  remembered.remember(reply.conversation_id, thread.asked[0]);
  remembered.choose(reply.conversation_id, thread.sourceIds);
  shown = `conversation/${reply.conversation_id}`;
  settle({ view: "conversation", id: reply.conversation_id, source: here().source });
  retitle();
  sidebar.draw();
}

function newThread() {
  const made = new Thread(replied);
  chooser.chosen = null;
  made.onBusy = (isBusy) => made === thread && composer.busy(isBusy);
  composer.busy(false);
  return made;
}

/** "New question" means a new one, even where the last one has not got as far as an address. */
function anew(event) {
  if (!event.target.closest?.('a[href="#/"]')) return;
  if (here().view === "new") shown = "";
  if (here().view === "new" && !here().source) show();
  composer.focus();
}

/** Moves the focus without changing the address: the question's field is not a place of its own. */
function skip(event) {
  if (!event.target.closest?.(".skip")) return;
  event.preventDefault();
  composer.focus();
}

/** Esc takes away what lies on top. */
function escape() {
  if (thread.isBusy) thread.stop();
  else if (sidebar.isOpen) sidebar.toggle(false);
  else if (panel.isOpen) go({ ...here(), source: null });
}

function left(id) {
  if (here().view === "conversation" && here().id === id) go({ view: "new" });
}

/** Names the tab after the first question. While a Source is open, its panel names the tab. */
function retitle() {
  if (!here().source) entitle(here().view === "sources" ? "Sources" : thread.asked[0]);
}
