import type { CiPlaceOf, CiSystemId, RemoteSecret } from '#shared/domain/ci.ts';
import type { Clock } from '../http/clock.ts';
import type { ExchangeLimits } from '../http/exchange.ts';

/** What of a key goes into a target. The bytes belong to the caller, who wipes them. */
export type SecretValue = {
  readonly bytes: Uint8Array;
  /** `username-password` has the user name in `identifier`; `file` has the file's name there, where it is known. */
  readonly form: 'text' | 'file' | 'username-password';
  readonly identifier: string | null;
};

/** A rule of a system that a name or a value breaks. */
export type RuleProblem = {
  /** Kebab-case, stable: `name-reserved`, `value-too-large`, `value-not-maskable`. */
  readonly code: string;
  /** Which rule, for a person. */
  readonly message: string;
  /** What can be done: another name, base64, a variable of type file, without masking. */
  readonly mend: string;
  /** A name that the rules allow, where the mend is another name. */
  readonly suggestedName?: string;
  /** Whether the value may be placed in base64 instead: what the rule is for is not defeated by it. */
  readonly mayBeBase64?: true;
};

export type CiTest = {
  readonly result: 'works' | 'refused' | 'limited' | 'unreachable';
  /** For a person; says which permission is missing where the system tells. */
  readonly message: string;
  /** What the token may do here; null where the system does not say without trying. */
  readonly mayRead: boolean | null;
  readonly mayWrite: boolean | null;
  /** When the token ends, where an answer says so (GitHub's expiration header). */
  readonly tokenExpiresAt: number | null;
};

export type PutAnswer = { readonly what: 'created' | 'replaced'; readonly updatedAt: number | null };

/** One target, with a token, for as long as something is done with it. Throws `ProviderError` (core/http). */
export type CiSession = {
  readonly test: () => Promise<CiTest>;
  /** Names and what else is told of them, a page at a time. Values that a system sends along go no further than `onValue`. */
  readonly list: () => AsyncIterable<readonly RemoteSecret[]>;
  /** One secret by its name; null where the target has none. */
  readonly find: (secretName: string) => Promise<RemoteSecret | null>;
  /**
   * Creates or replaces exactly one secret, and touches nothing else. `known` is what a listing said of it, null where it
   * was not there. Sent once: it is never sent again by itself, since nobody knows whether the first was taken.
   */
  readonly put: (secretName: string, value: SecretValue, known: RemoteSecret | null) => Promise<PutAnswer>;
};

export type CiSessionOptions<S extends CiSystemId> = {
  readonly place: CiPlaceOf<S>;
  /** Null: the system's own. */
  readonly baseUrl: string | null;
  /** By the fields of the system's `token`. */
  readonly token: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  readonly limits?: ExchangeLimits;
  readonly longestWaitMs?: number;
  /**
   * Shown what a secret holds before `list` or `find` gives it out, where the system sends values along unasked, as GitLab
   * does: it tells a change elsewhere at a system without times. The bytes are wiped when it returns.
   */
  readonly onValue?: (secret: RemoteSecret, bytes: Uint8Array) => void;
};

/** The page of a target on which a person sets secrets by hand. */
export type SettingsPage = {
  readonly url: string;
  /** Words to follow there: Settings → Secrets and variables → Actions. */
  readonly path: readonly string[];
};

/** Everything that Keyrail knows of one CI system. Requests go to its base address only. */
export type CiSystem<S extends CiSystemId = CiSystemId> = {
  readonly id: S;
  readonly name: string;
  /** The API's own base address; null where there is none, as with Jenkins. */
  readonly baseUrl: string | null;
  /** Parts of the access token that a person gives, in the order in which they are asked for; what may be left out is last. */
  readonly token: readonly {
    readonly field: string;
    readonly label: string;
    readonly secret: boolean;
    readonly optional?: boolean;
  }[];
  /** What the token must be allowed to do, in the system's words. */
  readonly tokenNeeds: string;
  /** In words, for lists: "acme/storefront, environment production". */
  readonly placeText: (place: CiPlaceOf<S>) => string;
  readonly settingsPage: (place: CiPlaceOf<S>, baseUrl: string | null) => SettingsPage;
  /** Whether a listing tells anything by which a change elsewhere shows: a time, the value's tail, or the value. */
  readonly tellsChanges: boolean;
  /** Writes that may be under way together, and how many a minute before the system's secondary limits. */
  readonly pace: { readonly atOnce: number; readonly writesAMinute: number | null };
  /** Whether two names are one to the system: GitHub compares them without regard to case. */
  readonly sameName: (a: string, b: string) => boolean;
  readonly checkName: (secretName: string, place: CiPlaceOf<S>) => RuleProblem | null;
  readonly checkValue: (value: SecretValue, place: CiPlaceOf<S>) => RuleProblem | null;
  readonly open: (options: CiSessionOptions<S>) => Promise<CiSession>;
};
