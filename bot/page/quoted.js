/**
 * A quote as an address holds it: its length, a sum over all its words, and how it begins. That is enough to find it in
 * a Source that has changed, and to know it from words that differ in one digit; the whole would make the address long.
 */

const BEGINNING = 32;

/** What an address holds of `quote`. */
export function fingerprintOf(quote) {
  return `${quote.length}.${sum(quote)}.${[...quote].slice(0, BEGINNING).join("")}`;
}

/** Where the quote of `fingerprint` stands in `text`: at `from` if it does, or where it is now; null if it is gone. */
export function spanOf(text, fingerprint, from) {
  const [, length, first] = /^(\d+)\.\w+\.(.+)$/s.exec(fingerprint) ?? [];
  if (!first) return null;
  const to = (at) => at + Number(length);
  const stands = (at) => fingerprintOf(text.slice(at, to(at))) === fingerprint;
  let at = stands(from) ? from : text.indexOf(first);
  while (at >= 0 && !stands(at)) at = text.indexOf(first, at + 1);
  return at < 0 ? null : { from: at, to: to(at) };
}

/** FNV-1a in 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/. The browser's own sums need TLS. */
function sum(words) {
  let hash = 0x811c9dc5;
  for (let at = 0; at < words.length; at += 1) hash = Math.imul(hash ^ words.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
