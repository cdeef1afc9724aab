/** The key that a request takes: asked for where one is needed; once it has opened a door, kept as long as the tab. */

import { askForKey } from "./dialogs.js";

const KEY = "ibid.key";
let kept = "";
let question = null;

/** Runs `attempt`; where it lacks a key, asks for one and runs it again, until the key does or nobody gives one. */
export async function withKey(attempt) {
  let key = known();
  for (let refused = false; ; refused = true) {
    try {
      const answer = await attempt(headers(key));
      if (refused) keep(key);
      return answer;
    } catch (problem) {
      key = needsKey(problem) && (await given(problem, refused));
      if (!key) throw problem;
    }
  }
}

/** A header holds bytes; the service reads them as UTF-8, whatever characters a key is made of. */
function headers(key) {
  return key ? { Authorization: `Bearer ${String.fromCharCode(...new TextEncoder().encode(key))}` } : {};
}

function needsKey(problem) {
  return problem.status === 401 || problem.type === "/problems/admin-key-needed";
}

/** What is answered to a question for a key; requests that come upon a locked door together ask one question. */
function given(problem, refused) {
  question ??= askForKey(problem, refused).finally(() => (question = null));
  return question;
}

/** A browser may forbid storage; then a key lasts as long as the page. */
function known() {
  try {
    return sessionStorage.getItem(KEY) ?? kept;
  } catch {
    return kept;
  }
}

function keep(key) {
  kept = key;
  try {
    sessionStorage.setItem(KEY, key);
  } catch {
    // `kept` has it.
  }
}
