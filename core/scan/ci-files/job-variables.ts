import { type ScriptRun, someOf, type UseContext, type VariableUse } from './found-use.ts';
import { readShell } from './shell/shell-reader.ts';
import type { ShellScope } from './shell/shell-scope.ts';
import { programUses, type ShellUse, templateUses } from './shell/variable-names.ts';
import type { TextAt, YamlFile } from './yaml-file.ts';

/** More uses in one file tell nothing new. */
const MOST_USES = 20_000;
/** Tokens that are not found in the source as they are, because YAML has escapes in it. */
const MOST_MISSES = 20;

/** Gathers what the jobs of one YAML file use of variables that they do not set. */
export class JobVariables {
  readonly uses: VariableUse[] = [];
  readonly scripts: ScriptRun[] = [];
  readonly #yaml: YamlFile;
  readonly #programs = new Set<string>();

  constructor(yaml: YamlFile) {
    this.#yaml = yaml;
  }

  /**
   * Shell code, one text behind the other in one shell.
   * @returns names that it writes as `NAME=…` to files and pipes
   */
  shell(texts: readonly TextAt[], about: UseContext, scope: ShellScope): Set<string> {
    const written = new Set<string>();
    for (const text of texts) {
      const reading = readShell(text.text, scope);
      this.#take(text, reading.used, about);
      for (const name of reading.written) written.add(name);
      for (const program of reading.programs) if (!reading.scripts.has(program)) this.#programs.add(program);
      for (const path of reading.scripts) this.scripts.push({ path, about, isSet: (name) => scope.has(name) });
    }
    return written;
  }

  /** Texts in which variables are expanded and nothing is run: an image, a value, a condition. */
  template(texts: readonly TextAt[], about: UseContext, scope: ShellScope): void {
    for (const text of texts) {
      const uses = [...templateUses(text.text), ...programUses(text.text)].sort((a, b) => a.at - b.at);
      this.#take(
        text,
        uses.filter(({ name }) => !scope.has(name)),
        about,
      );
    }
  }

  /**
   * A mapping of names to values. Each name is set from here on, unless its value is made of what it was before
   * (`NAME: $NAME`): that is a use, and the value from outside stays.
   * @param settingOf where the value is, if it is not the mapping's own
   */
  variables(node: unknown, about: UseContext, scope: ShellScope, settingOf = (value: unknown): unknown => value): void {
    const entries = this.#yaml.entries(node).map(({ key, value }) => {
      const texts = this.#yaml.texts(settingOf(value), [key]);
      const passesOn = texts.some(({ text }) => templateUses(text).some(({ name }) => name === key));
      return { key, texts, passesOn };
    });
    const set = new Set(entries.flatMap(({ key, passesOn }) => (passesOn ? [] : [key])));
    const siblings = scope.inside(set);
    for (const { texts } of entries) this.template(texts, about, siblings);
    for (const name of set) scope.set(name);
  }

  /** A name that is used by being named, where a node says it. */
  named(name: string, node: unknown, about: UseContext): void {
    this.#push({ name, line: this.#yaml.lineOf(node), ...about });
  }

  /** The programs that the jobs start, as what may use more than can be seen. */
  unread(): string[] {
    const programs = [...this.#programs];
    return programs.length === 0 ? [] : [`what its jobs start (${someOf(programs)}) gets every variable`];
  }

  #take({ source, offset }: TextAt, uses: readonly ShellUse[], about: UseContext): void {
    let from = 0;
    let misses = 0;
    for (const { name, token } of uses) {
      // The text is the source without indentation and quotes, so the tokens stand there in the same order.
      const at = misses > MOST_MISSES ? -1 : source.indexOf(token, from);
      if (at === -1) misses += 1;
      else from = at + token.length;
      this.#push({ name, line: this.#yaml.lineAt(offset + Math.max(at, 0)), ...about });
    }
  }

  #push(use: VariableUse): void {
    if (this.uses.length < MOST_USES) this.uses.push(use);
    else this.#yaml.stop('It uses more variables than are counted; not all of it was read.');
  }
}
