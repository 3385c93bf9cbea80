/**
 * The variables that are set where a piece of shell code runs. What a subshell sets is set in it alone, so a scope sees those
 * around it and leaves them as they are.
 */
export class ShellScope {
  readonly #names = new Set<string>();
  readonly #around: ShellScope | null;

  constructor(names: Iterable<string> = [], around: ShellScope | null = null) {
    for (const name of names) this.#names.add(name);
    this.#around = around;
  }

  has(name: string): boolean {
    for (let scope: ShellScope | null = this; scope !== null; scope = scope.#around) {
      if (scope.#names.has(name)) return true;
    }
    return false;
  }

  set(name: string): void {
    this.#names.add(name);
  }

  /** The names that were set in this scope itself. */
  own(): ReadonlySet<string> {
    return this.#names;
  }

  inside(names: Iterable<string> = []): ShellScope {
    return new ShellScope(names, this);
  }
}
