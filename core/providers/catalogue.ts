import type { ProviderDefinition } from '#shared/domain/provider.ts';
import { type DefinitionFiles, definitionFiles } from './definition-files.ts';
import { readDefinition } from './read-definition.ts';

/**
 * The providers that Keyrail knows. Files are read at the first question, and each is checked when it is first needed;
 * one that is wrong throws `InvalidDefinition`, which a test keeps from being released.
 */
export class Catalogue {
  readonly #load: () => DefinitionFiles;
  #files: DefinitionFiles | null = null;
  readonly #read = new Map<string, ProviderDefinition>();

  constructor(load: () => DefinitionFiles = definitionFiles) {
    this.#load = load;
  }

  /** The definition of an id such as `nativebridge`, or null. */
  find(id: string): ProviderDefinition | null {
    const file = `${id}.json`;
    return this.#contents().has(file) ? this.#definitionIn(file) : null;
  }

  /** All of them, by name. */
  all(): readonly ProviderDefinition[] {
    return [...this.#contents().keys()]
      .map((file) => this.#definitionIn(file))
      .toSorted((a, b) => a.name.value.localeCompare(b.name.value, 'en'));
  }

  /**
   * Those whose id, name, default variable, or the start of one of whose keys contains every word; those whose name
   * begins with the text first. An empty text finds all.
   */
  search(text: string): readonly ProviderDefinition[] {
    const wanted = text.trim().toLowerCase();
    const words = wanted.split(/\s+/);
    const found = this.all().filter((definition) => {
      const searched = searchedText(definition);
      return words.every((word) => searched.includes(word));
    });
    const begins = ({ id, name }: ProviderDefinition) =>
      id.startsWith(wanted) || name.value.toLowerCase().startsWith(wanted);
    return [...found.filter(begins), ...found.filter((definition) => !begins(definition))];
  }

  #definitionIn(file: string): ProviderDefinition {
    const known = this.#read.get(file);
    if (known !== undefined) return known;
    const definition = readDefinition(file, this.#contents().get(file));
    this.#read.set(file, definition);
    return definition;
  }

  #contents(): DefinitionFiles {
    this.#files ??= this.#load();
    return this.#files;
  }
}

function searchedText({ id, name, defaultVariable, keyKinds }: ProviderDefinition): string {
  const starts = keyKinds.map(({ prefix }) => prefix?.value ?? '');
  return [id, name.value, defaultVariable?.value ?? '', ...starts].join('\n').toLowerCase();
}

const catalogue = new Catalogue();

/** The definition of a provider by its id, or null where there is none. */
export function findProvider(id: string): ProviderDefinition | null {
  return catalogue.find(id);
}

/** Every provider with a definition, by name. */
export function allProviders(): readonly ProviderDefinition[] {
  return catalogue.all();
}

/** See `Catalogue.search`. */
export function searchProviders(text: string): readonly ProviderDefinition[] {
  return catalogue.search(text);
}
