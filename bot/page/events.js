/** Server-sent events out of a response: `EventSource` cannot send a question, so the standard's rules are here. */

/** Each event of `stream` as `{ name, data }`, the data parsed from JSON. */
export async function* eventsOf(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const blocks = (rest + read.value).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const event = parsed(block);
      if (event) yield event;
    }
  }
}

function parsed(block) {
  const event = { name: "message", data: "" };
  const data = [];
  for (const line of block.split("\n")) {
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
    if (field === "event") event.name = value;
    if (field === "data") data.push(value);
  }
  return data.length ? { ...event, data: JSON.parse(data.join("\n")) } : null;
}
