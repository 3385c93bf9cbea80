import { type ProviderDefinition, providerDefinition } from '#shared/domain/provider.ts';

/** A definition that breaks the rules of `providerDefinition`. The message names the file and every field. */
export class InvalidDefinition extends Error {
  override readonly name = 'InvalidDefinition';
}

/**
 * Checks one file of the folder `definitions`.
 * @throws InvalidDefinition
 */
export function readDefinition(file: string, content: unknown): ProviderDefinition {
  const parsed = providerDefinition.safeParse(content);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
    throw new InvalidDefinition(`${file}: ${lines.join('; ')}`);
  }
  if (file !== `${parsed.data.id}.json`) {
    throw new InvalidDefinition(`${file}: id: the file of "${parsed.data.id}" must be called ${parsed.data.id}.json`);
  }
  return parsed.data;
}
