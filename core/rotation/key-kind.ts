import type { ProviderDefinition } from '#shared/domain/provider.ts';

/**
 * The definition's kind of key that a value is by its start or its form; null where neither tells, or both tell of several.
 * @param value not kept
 */
export function keyKindOf(definition: ProviderDefinition, value: string): string | null {
  const byStart = definition.keyKinds.filter(({ prefix }) => prefix !== undefined && value.startsWith(prefix.value));
  const longest = Math.max(0, ...byStart.map(({ prefix }) => prefix?.value.length ?? 0));
  const found = byStart.filter(({ prefix }) => prefix?.value.length === longest);
  const [first, ...others] = found;
  if (first === undefined) return definition.keyKinds.length === 1 ? (definition.keyKinds[0]?.id ?? null) : null;
  if (others.length === 0) return first.id;
  const exact = found.find(({ pattern }) => pattern !== undefined && new RegExp(`^(?:${pattern.value})$`).test(value));
  return exact?.id ?? first.id;
}
