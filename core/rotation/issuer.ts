import type { ProviderDefinition } from '#shared/domain/provider.ts';
import type { HttpMethod } from '../http/exchange.ts';
import type { ProviderClient } from '../http/provider-client.ts';

/** The old key as the provider knows it. */
export type OldKey = {
  readonly remoteId: string;
  readonly name: string | null;
  /** What the listing said it belongs to: GitLab's "project 17", OpenAI's project by its name. */
  readonly belongsTo: string | null;
};

/** A request that changes something. It is sent once. */
export type WriteRequest = {
  readonly method: HttpMethod;
  readonly path: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly contentType: string; readonly text: string };
};

/** A key that a provider made. */
export type MadeKey = {
  readonly value: string;
  /** The public half, where it is a pair. */
  readonly identifier: string | null;
  readonly remoteId: string | null;
  readonly expires: { readonly at: number; readonly precision: 'day' | 'instant' } | null;
};

export type IssuerContext = {
  /** For looking; changes go through {@link WriteRequest}s. */
  readonly client: ProviderClient;
  readonly definition: ProviderDefinition;
  readonly parameters: Readonly<Record<string, string>>;
  readonly old: OldKey;
  /** What the name of the new key ends in, by which it is known again. */
  readonly marker: string;
  readonly now: () => number;
};

/**
 * What a look tells of a request to make a key whose answer never came.
 * - `not-taken`: there is no such key; asking again is right.
 * - `ask-again`: it may have been taken, and asking again does no harm.
 * - `taken`: the key is there and its value is lost. `ours` is certain by our marker; else a person has to say so.
 * - `unknown`: the provider tells nothing by which it could be known.
 */
export type LostKey =
  | { readonly what: 'not-taken' }
  | { readonly what: 'ask-again'; readonly words: string }
  | { readonly what: 'taken'; readonly remoteId: string; readonly ours: boolean; readonly words: string }
  | { readonly what: 'unknown'; readonly words: string };

/** Something that can be done to a key, and how to see whether it was. */
export type KeyAction = {
  readonly request: (context: IssuerContext, remoteId: string) => WriteRequest | Promise<WriteRequest>;
  /** Whether it was done; null where the provider does not tell. */
  readonly isDone: (context: IssuerContext, remoteId: string) => Promise<boolean | null>;
};

/**
 * What a provider's API can do for a rotation, as far as it is documented. Everything fails with a `ProviderError`.
 * `before` and `read` are apart from the request so that what goes out and what comes back can be kept at once.
 */
export type Issuer = {
  readonly makes: {
    readonly how: 'beside' | 'replaces';
    /** What the provider has now, to compare with after a request without an answer. JSON. */
    readonly before: (context: IssuerContext) => Promise<unknown>;
    readonly request: (context: IssuerContext, before: unknown) => WriteRequest;
    /** Reads the answer's text. */
    readonly read: (context: IssuerContext, text: string) => MadeKey;
    readonly lookUp: (context: IssuerContext, before: unknown) => Promise<LostKey>;
    /** A key whose value was lost: it is deleted, or asked for a value again in the old one's place. */
    readonly orphan: 'delete' | 'take-its-place';
    /** Deletes a key that was made and is not wanted. */
    readonly discard: KeyAction | null;
    /** In words, where asking is refused because there are too many keys. */
    readonly tooMany?: (context: IssuerContext) => Promise<string | null>;
  } | null;
  readonly end: (KeyAction & { readonly undo: KeyAction | null }) | null;
  readonly remove: KeyAction | null;
  /** When the old key was last used; `never`; null where the provider does not tell. */
  readonly lastUsed: ((context: IssuerContext, remoteId: string) => Promise<number | 'never' | null>) | null;
};

export function jsonBody(value: unknown): NonNullable<WriteRequest['body']> {
  return { contentType: 'application/json', text: JSON.stringify(value) };
}

/** A name with our marker at its end, in the place of an earlier one. */
export function markedName(name: string | null, marker: string): string {
  const plain = (name ?? '').replace(/ keyrail-[0-9a-f]{8}$/, '').trim();
  return `${plain === '' ? 'key' : plain.slice(0, 100)} ${marker}`;
}
