import type { ProviderDefinition } from '#shared/domain/provider.ts';
import type { KeyCheck } from './check-key.ts';

const LOOKS = {
  works: [],
  refused: ['revoked', 'permissions', 'bearer', 'spaces'],
  limited: ['rate-limit'],
  unreachable: ['endpoint'],
} as const satisfies Record<KeyCheck['result'], readonly string[]>;

/** What the provider's own troubleshooting says to look at after such an answer. */
export function troubleshootingFor(definition: ProviderDefinition, result: KeyCheck['result']): string[] {
  const wanted: readonly string[] = LOOKS[result];
  const words = definition.troubleshooting.flatMap(({ checks }) =>
    checks.value.filter(({ look }) => look !== undefined && wanted.includes(look)).map((check) => check.words),
  );
  return [...new Set(words)];
}
