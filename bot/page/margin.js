/**
 * A margin for notes like a good book: each note stands beside the words it hangs on, or right below the one before
 * where that is still speaking. On a narrow page the style sheet puts notes into the text, and `--top` is idle.
 */

const GAP = 14;

/** Keeps the notes of `root` in their places, as it grows or they do. `pairs()` gives `[anchor, note]`s, in order. */
export function keepMargin(root, pairs) {
  const lay = () => place(root, pairs());
  const watch = new ResizeObserver(lay);
  watch.observe(root);
  return {
    lay() {
      for (const [, note] of pairs()) watch.observe(note);
      lay();
    },
    stop: () => watch.disconnect(),
  };
}

function place(root, pairs) {
  const origin = root.getBoundingClientRect().top;
  const shown = pairs.filter(([, note]) => note.offsetHeight);
  const measured = shown.map(([anchor, note]) => [
    note,
    anchor.getBoundingClientRect().top - origin,
    note.offsetHeight,
  ]);
  let free = 0;
  for (const [note, wanted, height] of measured) {
    const top = Math.max(wanted, free);
    note.style.setProperty("--top", `${top}px`);
    free = top + height + GAP;
  }
  root.style.setProperty("--margin-end", `${free}px`);
}
