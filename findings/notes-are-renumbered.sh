#!/usr/bin/env bash
# A web clipper that tidies footnotes gives them new numbers, and the author's “see note 12” means another note or
# none.
#
# Packages: defuddle 0.19.4, jsdom 29.1.1 (npm).
# Seen: a chapter whose notes run from 11 to 13, as in a work published in parts. In the Markdown they are [^1] to
#   [^3] at the marks and at the notes, while “see note 12” in the text and “Above, note 11.” in a note stay as the
#   author wrote them.
# Why it matters: footnoted works refer to notes by number. Whoever reads the clipped page finds no note 12, and in a
#   chapter with twelve notes a wrong one. The printed number is a fact, not a matter of layout.
# Documented: that footnotes are brought into one shape is; that their printed numbers are replaced is not, as far as
#   we know.
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"
node_packages defuddle@0.19.4 jsdom@29.1.1

cat >look.mjs <<'JS'
import { Defuddle } from 'defuddle/node';

const numbers = [11, 12, 13];
const texts = [
  'The board counted 46 ships, and the pilots counted none of them',
  'The pilots were heard in May (see note 12)',
  'Ferries rose',
];
const notes = ['Harbour Board, 2021.', 'Letter of the pilots.', 'Above, note 11.'];
const text = numbers.map((n, i) => `<p>${texts[i]}.<sup><a id="r${n}" href="#n${n}">${n}</a></sup></p>`).join('');
const list = numbers.map((n, i) => `<li id="n${n}">${notes[i]} <a href="#r${n}">↩</a></li>`).join('');
const page = `<html><head><title>Ships</title></head><body><article><h1>Ships</h1>${text}<ol start="11">${list}</ol></article></body></html>`;
const { content } = await Defuddle(page, 'https://harbour.example/two', { markdown: true });
console.log(content.trim());
JS

expect "$(node look.mjs)" <<'SEEN'
The board counted 46 ships, and the pilots counted none of them.[^1]

The pilots were heard in May (see note 12).[^2]

Ferries rose.[^3]

[^1]: Harbour Board, 2021.

[^2]: Letter of the pilots.

[^3]: Above, note 11.
SEEN
