/** The service counts places in a text in code points, JavaScript in UTF-16 units: "🦊" is one there and two here. */

const SURROGATE = /[\ud800-\udbff]/;

/** What tells, for each of `points` (offsets in code points), the offset in UTF-16 units. One walk serves all. */
export function unitsOf(text, points) {
  if (!SURROGATE.test(text)) return (point) => Math.min(point, text.length);
  const units = new Map();
  let [point, unit] = [0, 0];
  for (const wanted of [...new Set(points)].sort((a, b) => a - b)) {
    for (; point < wanted && unit < text.length; point += 1) unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
    units.set(wanted, unit);
  }
  return (wanted) => units.get(wanted);
}
