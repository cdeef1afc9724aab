/** The service, as the page asks it. What goes wrong is a `Problem`: RFC 9457, and the seconds to wait if any. */

import { eventsOf } from "./events.js";
import { withKey } from "./keys.js";

/** What went wrong. `detail` is a sentence; it is empty where the server could not be reached at all. */
export class Problem extends Error {
  constructor({ type = "about:blank", title = "", detail = "", status = 0 } = {}, retryAfter = 0) {
    super(detail || title);
    Object.assign(this, { type, status, retryAfter, detail: detail || (title && `${title}.`) });
  }

  /** The problem that a response or, with `body`, an upload's answer tells of. */
  static async of(response) {
    const body = await response.json().catch(() => ({ title: `The server answered ${response.status}` }));
    return new Problem({ ...body, status: response.status }, Number(response.headers.get("Retry-After")) || 0);
  }
}

/** The JSON at `path`; null where there is no content. */
export async function get(path) {
  return content(await sent("GET", path));
}

/** What the server answers to `body`. */
export async function post(path, body) {
  return content(await sent("POST", path, { body }));
}

/** Has the server delete what is at `path`. */
export async function remove(path) {
  await sent("DELETE", path);
}

/** Asks, of all sources or those of `sourceIds`; gives each event as `{ name, data }`. Ends with the event `reply`, or throws a `Problem`. */
export async function* ask(question, { conversationId, sourceIds, signal, asTyped = false }) {
  const body = {
    question,
    ...(conversationId ? { conversation_id: conversationId } : {}),
    ...(sourceIds ? { source_ids: sourceIds } : {}),
    ...(asTyped ? { as_typed: true } : {}),
  };
  const response = await sent("POST", "ask", { body, signal, accept: "text/event-stream" });
  let last = "";
  for await (const event of eventsOf(response.body)) {
    last = event.name;
    if (event.name === "error") throw new Problem(event.data);
    yield event;
  }
  if (last !== "reply") throw new Problem({ detail: "The answer was cut off." });
}

/** An id as a part of a path; it may hold slashes, which stay. */
export function part(id) {
  return id.split("/").map(encodeURIComponent).join("/");
}

function sent(method, path, { body, signal, accept = "application/json" } = {}) {
  return withKey(async (key) => {
    const typed = body ? { "Content-Type": "application/json" } : {};
    const options = {
      method,
      signal,
      headers: { Accept: accept, ...typed, ...key },
      body: body && JSON.stringify(body),
    };
    const response = await fetch(path, options).catch((error) => {
      throw error.name === "AbortError" ? error : new Problem();
    });
    if (!response.ok) throw await Problem.of(response);
    return response;
  });
}

async function content(response) {
  return response.status === 204 ? null : response.json();
}
