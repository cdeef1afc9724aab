/** Adding a Source. A file goes by XMLHttpRequest, the one way to hear how much of it has been sent. */

import { post, Problem, withKey } from "./api.js";

/** Adds the page at `url`; what became of it. */
export function addAddress(url) {
  return post("sources", { url });
}

/** Adds a file; `onProgress` is told the share (0…1) that has been sent. */
export function addFile(file, onProgress) {
  return withKey((key) => sentFile(file, key, onProgress));
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
