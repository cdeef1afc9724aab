/**
 * Where one is, in the address after `#`: a conversation (`/c/ID`), one answer (`/r/ID`), the sources (`/sources`), or
 * the start; and with `?source=ID&start=N&end=N&quote=FINGERPRINT` the Source that lies open beside it, at the quoted
 * words. So Back closes what was opened.
 */

const VIEWS = { c: "conversation", r: "reply", sources: "sources" };
const NAMES = { conversation: "c", reply: "r", sources: "sources" };

/** The place that is shown now. */
export function here() {
  return parse(location.hash);
}

/** Goes to a place, and whoever listens shows it; again too, where one is there already. */
export function go(route) {
  const before = location.href;
  location.hash = address(route);
  if (location.href === before) dispatchEvent(new Event("hashchange"));
}

/** Says that this place is shown already; with `anew` it is a step that Back undoes. */
export function settle(route, { anew = false } = {}) {
  if (anew) history.pushState(null, "", address(route));
  else history.replaceState(null, "", address(route));
}

/** The address of a place. */
export function address({ view = "new", id = "", source = null }) {
  const path = [NAMES[view], id && encodeURIComponent(id)].filter(Boolean).join("/");
  return `#/${path}${source ? `?${sourceQuery(source)}` : ""}`;
}

/** The place that an address names. */
export function parse(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [name, ...id] = path.split("/");
  const given = new URLSearchParams(query);
  const place = { view: VIEWS[name] ?? "new", id: decoded(id.join("/")) };
  if (["conversation", "reply"].includes(place.view) && !place.id) place.view = "new";
  return { ...place, source: given.get("source") ? sourceOf(given) : null };
}

function sourceOf(given) {
  const [start, end] = [Number(given.get("start")), Number(given.get("end"))];
  const quoted = end > start && start >= 0 ? { start, end, fingerprint: given.get("quote") } : {};
  return { id: given.get("source"), ...quoted };
}

function sourceQuery({ id, start, end, fingerprint }) {
  const quoted = fingerprint ? { quote: fingerprint } : {};
  return new URLSearchParams({ source: id, ...(end ? { start, end } : {}), ...quoted });
}

function decoded(id) {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
