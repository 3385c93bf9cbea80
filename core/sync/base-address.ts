import { unreachable } from '#shared/contract/result.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import { ProviderError } from '../http/provider-error.ts';
import { npmRegistry } from './npm-registry.ts';

/**
 * Origin and path under which a provider's API is asked: the connection's own, else the definition's.
 * @param own the connection's base address; null where none was given
 * @throws ProviderError `address-invalid` where nobody knows it
 */
export function baseAddressOf(
  definition: ProviderDefinition,
  own: string | null,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const address = definition.baseAddress?.value;
  if (own !== null) {
    if (address?.kind !== 'own-host' || !URL.canParse(own) || new URL(own).pathname !== '/') return own;
    return new URL(own).origin + address.path;
  }
  switch (address?.kind) {
    case undefined:
      throw unknownAddress(definition, 'no document says where its API is');
    case 'fixed':
      return address.url;
    case 'own-host':
      return new URL(address.usual).origin + address.path;
    case 'choice':
      throw unknownAddress(
        definition,
        `it is one of ${address.choices.map(({ label, url }) => `${url} (${label})`).join(', ')}`,
      );
    case 'npm-configuration': {
      const registry = npmRegistry(env);
      if (registry === null) throw unknownAddress(definition, 'npm is not configured with a registry');
      return registry;
    }
    default:
      return unreachable(address);
  }
}

function unknownAddress({ name }: ProviderDefinition, why: string): ProviderError {
  return new ProviderError(
    'address-invalid',
    `The address of ${name.value}'s API is not known: ${why}. Give the connection a base address (--base-url).`,
  );
}
