/**
 * The one way to make nodes here. What comes from a source becomes text, never markup; a link leads to http, to https
 * or into this page; and characters that turn the direction of what follows, or cannot be seen, are left out.
 */

const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const SAID = 50;
const SVG = "http://www.w3.org/2000/svg";

/** `text` as it may be shown: as the terminal and Discord do, without control characters and overrides of direction. */
export function shown(text) {
  return String(text).replace(UNSEEN, "");
}

/**
 * An element: `el("p.soft", { id: "a", onclick: f }, "words", node)`. Children may be lists; null and false are none.
 */
export function el(selector, ...rest) {
  const [tag, ...classes] = selector.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  const attributes = isAttributes(rest[0]) ? rest.shift() : {};
  for (const [name, value] of Object.entries(attributes)) set(node, name, value);
  return fill(node, ...rest);
}

/** `node` with these children in place of those it had. */
export function fill(node, ...children) {
  const present = children.flat(2).filter((child) => child !== null && child !== undefined && child !== false);
  const nodes = present.map((child) => (child instanceof Node ? child : document.createTextNode(shown(child))));
  node.replaceChildren(...nodes);
  return node;
}

/** A link to another site, in a tab of its own; plain words where `url` is no web address. */
export function outside(url, ...words) {
  const address = webAddress(url);
  if (!address) return el("span", ...words);
  const node = el("a.outside", { rel: "noopener noreferrer", target: "_blank" }, ...words);
  node.href = address;
  return node;
}

/** `url` where it is http or https and hides no user in front of its host, else null. */
export function webAddress(url) {
  try {
    const parsed = new URL(url);
    const web = parsed.protocol === "http:" || parsed.protocol === "https:";
    return web && !parsed.username && !parsed.password ? parsed.href : null;
  } catch {
    return null;
  }
}

/** A picture of strokes, for buttons that have words for those who do not see it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" })) {
    svg.setAttribute(key, value);
  }
  path.setAttribute("d", STROKES[name]);
  svg.append(path);
  return svg;
}

const STROKES = {
  up: "M12 19V6M6 11.5 12 5.5l6 6",
  stop: "M8 8h8v8H8z",
  close: "M6 6l12 12M18 6 6 18",
  bin: "M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12M10.5 10.5v5M13.5 10.5v5",
  yes: "M7 11v8.5H4V11zM7 11.5 11 4c1.7.2 2.5 1.3 2.2 3l-.5 3H18a2 2 0 0 1 2 2.4l-1.1 5.5a2 2 0 0 1-2 1.6H7",
  no: "M17 13V4.5h3V13zM17 12.5 13 20c-1.7-.2-2.5-1.3-2.2-3l.5-3H6a2 2 0 0 1-2-2.4l1.1-5.5a2 2 0 0 1 2-1.6H17",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1",
  copy: "M9 9h10v11H9zM15 9V5H5v11h4",
};

/** Names the tab after what is read in it. */
export function entitle(words) {
  document.title = words ? `${shown(words)} · Ibid` : "Ibid";
}

/** Tells those who listen to the page, and do not see it, what has happened: a log, so that nothing said is cut off. */
export function say(words) {
  const log = document.getElementById("status");
  log.append(el("p", words));
  if (log.childElementCount > SAID) log.firstElementChild.remove();
}

function isAttributes(value) {
  return typeof value === "object" && value !== null && !(value instanceof Node) && !Array.isArray(value);
}

function set(node, name, value) {
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "href" && !value.startsWith("#")) throw new Error("links to elsewhere are made by outside()");
  else if (value !== false && value !== null && value !== undefined)
    node.setAttribute(name, value === true ? "" : shown(value));
}
