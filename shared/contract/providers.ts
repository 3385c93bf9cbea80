import { z } from 'zod';
import type { ProviderDefinition } from '../domain/provider.ts';
import { connectionWay } from '../domain/remote-key.ts';
import { providerId } from '../domain/text.ts';
import { procedure } from './procedure.ts';

/** A provider as the catalogue lists it. */
export const providerSummary = z.strictObject({
  id: providerId,
  name: z.string(),
  /** Ways to sync, best first. */
  ways: z.array(connectionWay),
  /** Whether a documented request tells that a key is alive. */
  checksKeys: z.boolean(),
  defaultVariable: z.string().nullable(),
  /** Starts of its keys: `sk_`, `pk_`. */
  prefixes: z.array(z.string()),
  connectionCount: z.int().min(0),
});
export type ProviderSummary = z.output<typeof providerSummary>;

/**
 * A definition comes out of our own files, each parsed in full as it is read. Its schema is the largest there is, and a window
 * that starts does not wait for it to be built.
 */
const definition = z.custom<ProviderDefinition>((value) => typeof value === 'object' && value !== null);

export const providers = {
  /** The catalogue, in the order of the names; with `search`, what fits it, best first. */
  list: procedure({
    request: z.strictObject({ search: z.string().max(200).default('') }),
    response: z.strictObject({ providers: z.array(providerSummary) }),
    errors: ['vault-locked'],
  }),
  get: procedure({
    request: z.strictObject({ providerId }),
    response: z.strictObject({ definition }),
    errors: ['vault-locked', 'provider-not-found'],
  }),
  /** Opens the provider's own page in the person's browser; `source` is a name of the definition's sources. */
  openPage: procedure({
    request: z.strictObject({
      providerId,
      page: z.union([z.enum(['dashboard', 'keys', 'documentation']), z.strictObject({ source: z.string().max(100) })]),
    }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'provider-not-found', 'unsupported'],
  }),
};
