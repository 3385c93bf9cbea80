import { z } from 'zod';
import type { RemoteSecret } from '#shared/domain/ci.ts';
import { invalidAnswer, ProviderError } from '../../../http/provider-error.ts';
import { readShape } from '../../../http/read-json.ts';
import { findProvider } from '../../../providers/catalogue.ts';
import { isoDate } from '../../../sync/draft-fields.ts';
import type { CiSession, CiSessionOptions, PutAnswer, SecretValue } from '../../ci-system.ts';
import { GuardedTransport, mayHaveBeenTaken } from '../../transport/guarded-transport.ts';
import { refuseBroken } from '../../transport/refuse-broken.ts';
import { testBy } from '../../transport/test-by.ts';
import { explainGitHub, tokenScopes } from './explain.ts';
import { type GitHubAnswer, type GitHubClient, octokitClient } from './octokit-client.ts';
import { apiAddress, classicScope, type GitHubPlace, placeText, secretsRoute } from './place.ts';
import { checkName, checkValue, sameName } from './rules.ts';
import { sealedBox } from './sealed-box.ts';

const secret = z.object({
  name: z.string(),
  created_at: z.string().nullish(),
  updated_at: z.string().nullish(),
  visibility: z.enum(['all', 'private', 'selected']).nullish(),
});
const secretPage = z.object({ total_count: z.int(), secrets: z.array(secret) });
const publicKey = z.object({ key_id: z.string(), key: z.base64() });
const repositoryPage = z.object({ total_count: z.int(), repositories: z.array(z.object({ id: z.int() })) });

const PAGE = 100;
/** Ten times what an organisation can have. */
const MOST_PAGES = 100;
const KEY_BYTES = 32;

/** Where secrets are written to now, and the key that they are sealed with there. */
type Writing = { readonly secretsUrl: string; readonly keyId: string; readonly publicKey: Uint8Array };

/** @throws ProviderError `parameter-missing`, `credential-missing` or `address-invalid` */
export function openGitHub(options: CiSessionOptions<'github'>): CiSession {
  return new GitHubSession(options);
}

class GitHubSession implements CiSession {
  readonly #place: GitHubPlace;
  readonly #host: string;
  readonly #client: GitHubClient;
  readonly #path: string;
  readonly #parameters: Readonly<Record<string, string>>;
  /** For as long as the session, which is one batch: keys are not to be kept for longer. */
  #writing: Promise<Writing> | null = null;

  constructor({ place, baseUrl, token, clock, signal, limits, longestWaitMs }: CiSessionOptions<'github'>) {
    const value = token['token'] ?? '';
    if (!/^[\x21-\x7e]+$/.test(value)) {
      throw new ProviderError('credential-missing', 'The target has no access token that can be sent. Give it one.');
    }
    const address = apiAddress(baseUrl);
    const transport = new GuardedTransport({
      baseUrl: address,
      credential: { authorization: `Bearer ${value}` },
      secrets: [value],
      rateLimits: findProvider('github')?.rateLimits,
      explain: (answer) => explainGitHub(place, answer),
      clock,
      signal,
      limits,
      longestWaitMs,
    });
    const { path, parameters } = secretsRoute(place);
    this.#place = place;
    this.#host = transport.host;
    this.#client = octokitClient(transport, address);
    this.#path = path;
    this.#parameters = parameters;
  }

  readonly test: CiSession['test'] = () =>
    testBy(async () => {
      const answer = await this.#page(1);
      const { total_count: count } = readShape(secretPage, answer.data, this.#host);
      await this.#writingNow();
      const scopes = tokenScopes(answer.headers);
      // A fine-grained token lists its permissions nowhere; whether it may write shows when it does.
      const isClassic = scopes !== null && scopes.length > 0;
      const needed = classicScope(this.#place);
      const others = isClassic ? scopes.filter((scope) => scope !== needed) : [];
      const mayWrite = isClassic ? scopes.includes(needed) : null;
      return {
        message: [
          `${this.#host} lists the secrets of ${placeText(this.#place)} (${count}).`,
          mayWrite === false ? ` To write them the token needs the scope ${needed}.` : '',
          mayWrite === null ? ' Whether the token may write them shows at the first push.' : '',
          others.length > 0 ? ` The token may do more than that needs: ${others.join(', ')}.` : '',
        ].join(''),
        mayWrite,
        tokenExpiresAt: expiresAt(answer.headers),
      };
    });

  async *list(): AsyncGenerator<readonly RemoteSecret[]> {
    const seen = new Set<string>();
    for (let page = 1; ; page += 1) {
      if (page > MOST_PAGES) {
        throw invalidAnswer('endless-pages', `The list of ${this.#host} does not end after ${MOST_PAGES} pages.`);
      }
      const { data, headers } = await this.#page(page);
      const { secrets } = readShape(secretPage, data, this.#host);
      // A secret that was added while we read moves the others on, so that one is told twice.
      const fresh = secrets.filter(({ name }) => !seen.has(name.toUpperCase()));
      if (secrets.length > 0 && fresh.length === 0) {
        throw invalidAnswer('repeated-page', `The list of ${this.#host} leads back to a page that was read already.`);
      }
      for (const { name } of fresh) seen.add(name.toUpperCase());
      yield fresh.map(remoteSecret);
      if (secrets.length === 0 || !hasNext(headers)) return;
    }
  }

  async find(secretName: string): Promise<RemoteSecret | null> {
    // What cannot be there is not asked for, either.
    if (checkName(secretName) !== null) return null;
    const item = await this.#one(secretName);
    return item === null ? null : remoteSecret(item);
  }

  async put(secretName: string, value: SecretValue): Promise<PutAnswer> {
    refuseBroken(checkName(secretName) ?? checkValue(value));
    const audience = this.#place.repository === null ? await this.#audience(secretName) : {};
    const writing = await this.#writingNow();
    let answer: GitHubAnswer;
    try {
      answer = await this.#write(writing, secretName, value, audience);
    } catch (error) {
      const again = error instanceof ProviderError ? await this.#afterRefusal(writing, error) : null;
      if (again === null) throw error;
      answer = await this.#write(again, secretName, value, audience);
    }
    if (answer.status !== 201 && answer.status !== 204) {
      throw new ProviderError(
        'provider-answer-invalid',
        `${this.#host} answers to the write with ${answer.status}, which it does not document. Whether the secret was written has to be looked up.`,
        { reason: 'status', status: answer.status, sent: true },
      );
    }
    // GitHub does not say when it was: the next listing does.
    return { what: answer.status === 201 ? 'created' : 'replaced', updatedAt: null };
  }

  async #write(
    { secretsUrl, keyId, publicKey: key }: Writing,
    secretName: string,
    { bytes }: SecretValue,
    audience: Readonly<Record<string, string | readonly number[]>>,
  ): Promise<GitHubAnswer> {
    return this.#client(`PUT ${secretsUrl}/{secret_name}`, {
      secret_name: secretName,
      encrypted_value: await sealedBox(bytes, key),
      key_id: keyId,
      ...audience,
    });
  }

  /**
   * What to write with instead, where an answer refused a write for a reason that has passed by now: the place's key was
   * another one (422), or the repository has been renamed. Both answers say that nothing was written. Null otherwise.
   */
  async #afterRefusal(used: Writing, error: ProviderError): Promise<Writing | null> {
    const { detail } = error.failure;
    const mayHaveMoved = detail?.['reason'] === 'moved';
    if (mayHaveBeenTaken(error) || !(mayHaveMoved || detail?.['status'] === 422)) return null;
    const now = await this.#writingNow(used);
    const isOther = mayHaveMoved ? now.secretsUrl !== used.secretsUrl : now.keyId !== used.keyId;
    return isOther ? now : null;
  }

  /** The key and the address to write with; asked for again where what is known is `stale`. */
  async #writingNow(stale: Writing | null = null): Promise<Writing> {
    const known = this.#writing;
    // Of several writes that are refused together, the first asks for all.
    if (known !== null && (stale === null || (await known) !== stale)) return known;
    if (this.#writing === known) {
      const asked = this.#askForKey();
      this.#writing = asked;
      asked.catch(() => {
        if (this.#writing === asked) this.#writing = null;
      });
    }
    return this.#writing ?? this.#writingNow(stale);
  }

  async #askForKey(): Promise<Writing> {
    const { data, url } = await this.#client(`GET ${this.#path}/public-key`, this.#parameters);
    const { key_id: keyId, key } = readShape(publicKey, data, this.#host);
    const bytes = Buffer.from(key, 'base64');
    const end = '/public-key';
    if (bytes.length !== KEY_BYTES || !url.endsWith(end)) {
      throw invalidAnswer('unexpected-shape', `The answer of ${this.#host} is no public key.`);
    }
    return { secretsUrl: url.slice(0, -end.length), keyId, publicKey: bytes };
  }

  /**
   * Who may use an organisation's secret. A PUT has to name it, and would change it: what is there keeps what it has. A
   * new one gets what the target says.
   */
  async #audience(secretName: string): Promise<Readonly<Record<string, string | readonly number[]>>> {
    const known = await this.#one(secretName);
    const visibility = known === null ? this.#place.visibility : (known.visibility ?? null);
    if (visibility === null) {
      throw new ProviderError(
        'parameter-missing',
        'An organisation’s secret needs to say who may use it: all repositories, private ones, or selected ones. Edit the target.',
      );
    }
    if (visibility !== 'selected') return { visibility };
    return { visibility, selected_repository_ids: known === null ? [] : await this.#selectedRepositories(secretName) };
  }

  async #selectedRepositories(secretName: string): Promise<number[]> {
    const ids = new Set<number>();
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const { data, headers } = await this.#client(`GET ${this.#path}/{secret_name}/repositories`, {
        ...this.#parameters,
        secret_name: secretName,
        per_page: PAGE,
        page,
      });
      const { repositories } = readShape(repositoryPage, data, this.#host);
      for (const { id } of repositories) ids.add(id);
      if (repositories.length === 0 || !hasNext(headers)) return [...ids];
    }
    throw invalidAnswer('endless-pages', `The list of ${this.#host} does not end after ${MOST_PAGES} pages.`);
  }

  async #one(secretName: string): Promise<z.output<typeof secret> | null> {
    try {
      const { data } = await this.#client(`GET ${this.#path}/{secret_name}`, {
        ...this.#parameters,
        secret_name: secretName,
      });
      const item = readShape(secret, data, this.#host);
      if (!sameName(item.name, secretName)) {
        throw invalidAnswer('unexpected-shape', `${this.#host} answers with another secret than was asked for.`);
      }
      return item;
    } catch (error) {
      if (!(error instanceof ProviderError) || error.code !== 'provider-listing-missing') throw error;
      // 404 is also said of a place that is not there, or that the token may not see. Then this fails.
      await this.#page(1);
      return null;
    }
  }

  #page(page: number): Promise<GitHubAnswer> {
    return this.#client(`GET ${this.#path}`, { ...this.#parameters, per_page: PAGE, page });
  }
}

function remoteSecret({ name, created_at, updated_at, visibility }: z.output<typeof secret>): RemoteSecret {
  return {
    name,
    createdAt: instantOf(created_at),
    updatedAt: instantOf(updated_at),
    tail: null,
    remoteId: null,
    detail: visibility == null ? '' : `for ${visibility} repositories`,
  };
}

function instantOf(written: string | null | undefined): number | null {
  return written == null ? null : isoDate(written).at;
}

/** A token's own end is in a header, in one of two formats. */
function expiresAt(headers: Headers): number | null {
  return instantOf(headers.get('github-authentication-token-expiration'));
}

function hasNext(headers: Headers): boolean {
  return /;\s*rel="?next"?/.test(headers.get('link') ?? '');
}
