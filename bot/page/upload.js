/** Adding a Source. A file goes by XMLHttpRequest, the one way to hear how much of it has been sent. */

import { get, post, Problem } from "./api.js";
import { withKey } from "./keys.js";

const LOOK_AGAIN = 500;

/** Adds the page at `url`; what became of it. */
export function addAddress(url) {
  return post("sources", { url });
}

/**
 * Adds a file; `onProgress` is told the share (0…1) that has been sent. A file of a source a line goes on behind its
 * answer, as a job: `onDone(done, total)` is told how many of its sources are through.
 */
export async function addFile(file, onProgress, onDone) {
  const answer = await withKey((key) => sentFile(file, key, onProgress));
  return "counts" in answer ? over(answer, onDone) : answer;
}

async function over(job, onDone) {
  let now = job;
  while (now.state === "waiting" || now.state === "running") {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
    now = await get(`jobs/${job.id}`);
    if (now.total) onDone(now.done, now.total);
  }
  if (now.problem) throw new Problem(now.problem);
  return now;
}

function sentFile(file, key, onProgress) {
  const form = new FormData();
  form.append("file", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "sources");
    for (const [name, value] of Object.entries(key)) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.upload.onload = () => onProgress(1);
    request.onload = () => (request.status < 300 ? resolve(request.response) : reject(problemOf(request)));
    request.onerror = () => reject(new Problem());
    request.send(form);
  });
}

function problemOf(request) {
  const body = request.response ?? { title: `The server answered ${request.status}` };
  return new Problem({ ...body, status: request.status }, Number(request.getResponseHeader("Retry-After")) || 0);
}
