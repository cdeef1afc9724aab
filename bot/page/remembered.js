/** What this browser remembers between visits: which conversations were held here, and the theme. Never a key. */

const CONVERSATIONS = "ibid.conversations";
const CHOSEN = "ibid.sources";
const THEME = "ibid.theme";
const MOST = 200;

/** The conversations held here, the last one first: `{ id, title }`. */
export function conversations() {
  try {
    const stored = JSON.parse(localStorage.getItem(CONVERSATIONS) ?? "[]");
    return Array.isArray(stored) ? stored.filter((conversation) => typeof conversation?.id === "string") : [];
  } catch {
    return [];
  }
}

/** Puts a conversation first; its title is the question that it began with. */
export function remember(id, title) {
  const [known] = conversations().filter((conversation) => conversation.id === id);
  const others = conversations().filter((conversation) => conversation.id !== id);
  store(CONVERSATIONS, JSON.stringify([known ?? { id, title: title.slice(0, 200) }, ...others].slice(0, MOST)));
}

/** The ids of the sources that a conversation is asked of; null: all. */
export function sourcesOf(id) {
  const chosen = allChosen()[id];
  return Array.isArray(chosen) && chosen.length ? chosen : null;
}

/** Keeps which sources a conversation is asked of. */
export function choose(id, ids) {
  const { [id]: _, ...others } = allChosen();
  store(CHOSEN, JSON.stringify(ids ? { [id]: ids, ...others } : others));
}

function allChosen() {
  try {
    return JSON.parse(localStorage.getItem(CHOSEN) ?? "{}") ?? {};
  } catch {
    return {};
  }
}

/** Strikes a conversation off the list. */
export function strike(id) {
  choose(id, null);
  store(CONVERSATIONS, JSON.stringify(conversations().filter((conversation) => conversation.id !== id)));
}

/** The theme that was chosen; "" for the system's. */
export function theme() {
  return document.documentElement.dataset.theme ?? "";
}

/** Chooses a theme, from now on. */
export function chooseTheme(chosen) {
  if (chosen) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
  store(THEME, chosen);
}

/** A browser may forbid storage; then all lasts as long as the page. */
function store(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Nothing is lost but the memory of it.
  }
}
