import { z } from 'zod';
import type { SignIn } from '#shared/domain/provider-api.ts';
import type { Authorizer, CredentialFields } from '../http/authorize.ts';
import type { Clock } from '../http/clock.ts';
import type { HttpAnswer, HttpMethod } from '../http/exchange.ts';
import { invalidAnswer, ProviderError } from '../http/provider-error.ts';
import { readJson } from '../http/read-json.ts';
import { refusal } from '../http/refusal.ts';

type Session = {
  readonly access: string;
  readonly refresh: string | null;
  /** When a fresh access token is asked for, milliseconds. */
  readonly renewAt: number;
  readonly refreshEndsAt: number;
};

/** Sends a sign-in or a refresh, unsigned, below the base address. */
export type SignInRequest = (request: {
  method: HttpMethod;
  path: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
}) => Promise<HttpAnswer>;

/** At four fifths of its life an access token is replaced, so that none ends on its way. */
const RENEW_AT = 0.8;

/**
 * Keeps signed in by user name and password: an access token that is renewed ahead of time with the refresh token, and a new
 * sign-in once that has ended or is refused. Both tokens live in memory only.
 */
export class SessionAuthorizer implements Authorizer {
  readonly #signIn: SignIn;
  readonly #credential: CredentialFields;
  readonly #send: SignInRequest;
  readonly #clock: Clock;
  #session: Session | null = null;
  /** Requests that come together wait for one renewal. */
  #renewing: Promise<Session> | null = null;

  constructor(signIn: SignIn, credential: CredentialFields, send: SignInRequest, clock: Clock) {
    this.#signIn = signIn;
    this.#credential = credential;
    this.#send = send;
    this.#clock = clock;
  }

  async headersFor(): Promise<Readonly<Record<string, string>>> {
    const known = this.#session;
    const session = known !== null && this.#clock.now() < known.renewAt ? known : await this.#renewed();
    return { authorization: `Bearer ${session.access}` };
  }

  secrets(): readonly string[] {
    return [this.#credential['password'] ?? '', this.#session?.access ?? '', this.#session?.refresh ?? ''].filter(
      (secret) => secret !== '',
    );
  }

  /** The access token was refused before its time. */
  async renew(): Promise<boolean> {
    await this.#renewed();
    return true;
  }

  #renewed(): Promise<Session> {
    this.#renewing ??= this.#renewOnce().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #renewOnce(): Promise<Session> {
    const session = (await this.#refreshed()) ?? (await this.#signedIn());
    this.#session = session;
    return session;
  }

  /** Null where there is no refresh token, or it has ended or is refused. */
  async #refreshed(): Promise<Session | null> {
    const known = this.#session;
    if (known === null || known.refresh === null || this.#clock.now() >= known.refreshEndsAt) return null;
    const { method, path } = this.#signIn.refresh.value;
    const answer = await this.#send({ method, path, headers: { authorization: `Bearer ${known.refresh}` } });
    if (answer.status === 401 || answer.status === 403) return null;
    const { access, refresh, renewAt } = this.#read(answer);
    // A refresh token may be used again until it ends, where no other comes.
    return refresh === null
      ? { access, renewAt, refresh: known.refresh, refreshEndsAt: known.refreshEndsAt }
      : { access, renewAt, refresh, refreshEndsAt: this.#clock.now() + this.#signIn.refreshTokenMs.value };
  }

  async #signedIn(): Promise<Session> {
    const { request, sends } = this.#signIn;
    const userName = this.#credential['userName'] ?? '';
    const password = this.#credential['password'] ?? '';
    if (userName === '' || password === '') {
      throw new ProviderError(
        'credential-missing',
        'This connection has no user name and password yet. Edit the connection, and give them.',
      );
    }
    const answer = await this.#send({
      ...request.value,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ [sends.value.userName]: userName, [sends.value.password]: password }),
    });
    if (answer.status === 401 || answer.status === 403) {
      throw refusal(answer, 'the user name and password of the provider', [password]);
    }
    const { access, refresh, renewAt } = this.#read(answer);
    return { access, refresh, renewAt, refreshEndsAt: this.#clock.now() + this.#signIn.refreshTokenMs.value };
  }

  #read(answer: HttpAnswer): Pick<Session, 'access' | 'refresh' | 'renewAt'> {
    if (answer.status >= 500) {
      throw new ProviderError(
        'provider-unreachable',
        `${answer.url.host} has a problem of its own (${answer.status}).`,
      );
    }
    const { accessToken, refreshToken, expiresInSeconds } = this.#signIn.answers.value;
    const shape = z.object({
      [accessToken]: z.string().min(1),
      [refreshToken]: z.string().min(1).optional(),
      [expiresInSeconds]: z.number().min(1).optional(),
    });
    const read = answer.status >= 200 && answer.status < 300 ? shape.safeParse(readJson(answer)) : null;
    const access = read?.data?.[accessToken];
    if (typeof access !== 'string' || !/^[\x21-\x7e]+$/.test(access)) {
      throw invalidAnswer('unexpected-shape', `${answer.url.host} gives no access token for the sign-in.`);
    }
    const refresh = read?.data?.[refreshToken];
    const seconds = read?.data?.[expiresInSeconds];
    const lifeMs = typeof seconds === 'number' ? seconds * 1_000 : this.#signIn.accessTokenMs.value;
    return {
      access,
      refresh: typeof refresh === 'string' && /^[\x21-\x7e]+$/.test(refresh) ? refresh : null,
      renewAt: this.#clock.now() + lifeMs * RENEW_AT,
    };
  }
}
