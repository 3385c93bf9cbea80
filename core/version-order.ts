const VERSION = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/;

/**
 * Whether one version of Keyrail comes after another, by Semantic Versioning 2.0.0, section 11. Of what is no version nothing is
 * known, so that neither is newer.
 */
export function isNewer(one: string, other: string): boolean {
  const [a, b] = [VERSION.exec(one), VERSION.exec(other)];
  if (a === null || b === null) return false;
  for (const part of [1, 2, 3]) {
    const difference = Number(a[part]) - Number(b[part]);
    if (difference !== 0) return difference > 0;
  }
  return preReleaseIsNewer(a[4] ?? null, b[4] ?? null);
}

/** Null is the release itself, which comes after all that precede it. */
function preReleaseIsNewer(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === null && other !== null;
  const [a, b] = [one.split('.'), other.split('.')];
  for (let place = 0; place < Math.max(a.length, b.length); place += 1) {
    const [x, y] = [a[place], b[place]];
    if (x === y) continue;
    if (x === undefined || y === undefined) return y === undefined;
    const [xIsNumber, yIsNumber] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (xIsNumber && yIsNumber) return Number(x) > Number(y);
    return xIsNumber === yIsNumber ? x > y : yIsNumber;
  }
  return false;
}
