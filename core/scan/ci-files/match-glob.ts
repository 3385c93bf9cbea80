/** Steps of comparison that the patterns of one scan may take together; each is a character of a path. */
const MOST_STEPS = 50_000_000;

/**
 * Matches paths with patterns as GitLab's `include` has them: `*` is any part of a name, `**` any folders.
 * A pattern is compared in time that grows with its length times the path's, however many stars it has.
 */
export class GlobMatcher {
  #left = MOST_STEPS;

  /** The paths that a pattern matches; null where there are so many patterns and paths that they are not compared any more. */
  matching(pattern: string, paths: readonly string[]): readonly string[] | null {
    // Stars without anything between them are one.
    const parts = pattern.replace(/\*{3,}/g, '**').replace(/(?:\*\*\/)+/g, '**/');
    const found: string[] = [];
    for (const path of paths) {
      this.#left -= path.length + parts.length;
      if (this.#left < 0) return null;
      if (this.#matches(parts, path)) found.push(path);
    }
    return found;
  }

  /** One state for each place in the pattern, all followed at once. */
  #matches(pattern: string, path: string): boolean {
    const star = pattern.indexOf('*');
    if (!path.startsWith(star === -1 ? pattern : pattern.slice(0, star))) return false;
    let places = new Set<number>();
    this.#reach(pattern, 0, places);
    for (const sign of path) {
      const next = new Set<number>();
      for (const place of places) {
        this.#left -= 1;
        if (pattern[place] === '*') {
          if (sign !== '/' || pattern[place + 1] === '*') this.#stay(pattern, place, next);
        } else if (pattern[place] === sign) {
          this.#reach(pattern, place + 1, next);
        }
      }
      if (next.size === 0 || this.#left < 0) return false;
      places = next;
    }
    return places.has(pattern.length);
  }

  /** At stars that have taken a character: `**` then ends before a slash only, and its slash no more with it. */
  #stay(pattern: string, place: number, places: Set<number>): void {
    if (pattern[place + 1] === '*' && pattern[place + 2] === '/') {
      places.add(place);
      places.add(place + 2);
    } else {
      this.#reach(pattern, place, places);
    }
  }

  /** A place, and those behind the stars that it starts with, which may stand for nothing; `**` and its slash together. */
  #reach(pattern: string, from: number, places: Set<number>): void {
    for (let place = from; !places.has(place); ) {
      places.add(place);
      if (pattern[place] !== '*') return;
      if (pattern[place + 1] === '*') {
        if (pattern[place + 2] === '/') places.add(place + 2);
        place += pattern[place + 2] === '/' && (place === 0 || pattern[place - 1] === '/') ? 3 : 2;
      } else {
        place += 1;
      }
    }
  }
}
