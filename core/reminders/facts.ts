import type { DateOrigin } from '#shared/domain/instant.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import type { PolicyBook } from './policy-book.ts';

/** What reminders need of a live, active key. Instants in milliseconds since 1970. */
export type KeyFacts = {
  readonly id: string;
  readonly name: string;
  readonly provider: string | null;
  readonly kind: KeyKind;
  readonly environmentId: string;
  readonly consumer: string | null;
  readonly createdAt: number | null;
  readonly expiresAt: number | null;
  readonly expiresOrigin: DateOrigin | null;
  readonly expiresPrecision: 'day' | 'instant' | null;
  readonly rotateEvery: string | null;
  readonly rotatedAt: number;
  readonly versions: number;
};

export type EnvironmentFacts = {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly project: string;
};

/** A copy that does not hold what it should. */
export type PlacementFacts = {
  readonly id: string;
  readonly keyId: string;
  readonly state: 'behind' | 'changed-elsewhere' | 'missing';
  readonly since: number;
  /** "NPM_TOKEN in acme/web: an older version is there." */
  readonly detail: string;
};

/** How the provider and the vault disagree, as far as somebody is reminded of it. */
export type RemoteFacts = {
  readonly kind: 'ended-at-provider' | 'unknown-key';
  readonly remoteKeyId: string;
  readonly connectionId: string;
  readonly keyId: string | null;
  readonly name: string;
  readonly projectId: string | null;
  readonly environmentId: string | null;
  readonly provider: string;
  readonly since: number;
  readonly detail: string;
};

/** When a linked key was last used, as its provider says. */
export type UseFacts = {
  readonly keyId: string;
  readonly remoteKeyId: string;
  readonly connectionId: string;
  /** Its last use; of a key that was never used, when it was made or first seen. */
  readonly since: number;
  readonly never: boolean;
};

export type ConnectionFacts = {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly projectId: string | null;
  /** The first sync that failed since one succeeded. */
  readonly failingSince: number;
  readonly message: string;
};

export type RotationFacts = {
  readonly id: string;
  readonly keyId: string;
  /** When it was last worked on. */
  readonly since: number;
  /** Somebody else has the old value: it cannot wait. */
  readonly leaked: boolean;
  readonly detail: string;
};

/** Everything of a vault on which it depends what is due; read in one go by `readFacts`. */
export type Facts = {
  /** When this was read. */
  readonly readAt: number;
  readonly keys: readonly KeyFacts[];
  readonly environments: ReadonlyMap<string, EnvironmentFacts>;
  readonly projects: ReadonlyMap<string, string>;
  readonly policies: PolicyBook;
  /** Rotations that a person moved, by key; they hold for the value of then. */
  readonly planned: ReadonlyMap<string, { readonly rotatedAt: number; readonly at: number }>;
  /** Keys whose reported expiry is from the header of an answer, and not from a list. */
  readonly headerExpiries: ReadonlySet<string>;
  /** How long a provider's keys of a kind live at most, in milliseconds, as "provider kind". */
  readonly lifetimes: ReadonlyMap<string, number>;
  readonly placements: readonly PlacementFacts[];
  /** Keys of which a copy is in a CI target, or that a CI file uses. */
  readonly placed: ReadonlySet<string>;
  readonly remotes: readonly RemoteFacts[];
  readonly uses: readonly UseFacts[];
  /** Keys of several environments that hold one value. */
  readonly sameValues: readonly (readonly string[])[];
  /** What a person lets stand: "kind keyId". */
  readonly accepted: ReadonlySet<string>;
  readonly failing: readonly ConnectionFacts[];
  readonly rotations: readonly RotationFacts[];
  /** Null where nobody asked for it. */
  readonly vault: {
    readonly backedUpAt: number;
    readonly dailyBackups: boolean;
    readonly recoveryCheckedAt: number;
  } | null;
};
