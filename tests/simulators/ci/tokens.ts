import { MadeUp } from '../frame/made-up.ts';

/** An access token with what it may do. Tests change it while it is in use. */
export interface CiToken {
  readonly value: string;
  /** Of systems where a token goes with a user's name. */
  readonly user: string;
  mayRead: boolean;
  mayWrite: boolean;
  revoked: boolean;
}

/** The access tokens of one system. */
export class CiTokens {
  readonly entries: CiToken[] = [];
  readonly #madeUp: MadeUp;

  constructor(seed: string) {
    this.#madeUp = new MadeUp(seed);
  }

  add(options: Partial<CiToken> = {}): CiToken {
    const token = {
      value: this.#madeUp.base62(40),
      user: 'robot',
      mayRead: true,
      mayWrite: true,
      revoked: false,
      ...options,
    };
    this.entries.push(token);
    return token;
  }

  /** Null for what is no token, or one that was revoked. */
  find(value: string | null, user?: string): CiToken | null {
    return (
      this.entries.find(
        (token) => token.value === value && !token.revoked && (user === undefined || token.user === user),
      ) ?? null
    );
  }
}
