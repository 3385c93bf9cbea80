import { GroupVariables, PersonalAccessTokens, ProjectVariables } from '@gitbeaker/rest';
import { z } from 'zod';
import type { RemoteSecret } from '#shared/domain/ci.ts';
import { invalidAnswer, ProviderError } from '../../../http/provider-error.ts';
import { readShape } from '../../../http/read-json.ts';
import { findProvider } from '../../../providers/catalogue.ts';
import type { CiSession, CiSessionOptions, PutAnswer, SecretValue } from '../../ci-system.ts';
import { GuardedTransport, readAfterWrite } from '../../transport/guarded-transport.ts';
import { refuseBroken } from '../../transport/refuse-broken.ts';
import { testBy } from '../../transport/test-by.ts';
import { textOf } from '../variable-rules.ts';
import { explainGitLab } from './explain.ts';
import { type GitLabPlace, gitLabAddress, placeText, refuseOddPlace } from './place.ts';
import { guardedRequester } from './requester.ts';
import { checkName, checkValue, needsRaw } from './rules.ts';

/** As it is listed, without its value; that has been taken out before. */
const variable = z.object({
  key: z.string(),
  variable_type: z.string().nullish(),
  protected: z.boolean().nullish(),
  masked: z.boolean().nullish(),
  hidden: z.boolean().nullish(),
  environment_scope: z.string().nullish(),
});
type Variable = z.output<typeof variable>;
const variablePage = z.object({
  data: z.array(variable),
  paginationInfo: z.object({ next: z.int().nullish() }),
});
const ownToken = z.object({ scopes: z.array(z.string()), expires_at: z.string().nullish() });
/** A variable with what it holds; a hidden one comes without. */
const held = z.object({ key: z.string(), environment_scope: z.string().nullish(), value: z.string() });

const PAGE = 100;
/** Of a hundred each: the most that a group can have, and some. */
const MOST_PAGES = 310;

/** @throws ProviderError `parameter-missing`, `credential-missing` or `address-invalid` */
export function openGitLab(options: CiSessionOptions<'gitlab'>): CiSession {
  return new GitLabSession(options);
}

class GitLabSession implements CiSession {
  readonly #place: GitLabPlace;
  readonly #address: string;
  readonly #transport: GuardedTransport;
  readonly #variables: ProjectVariables | GroupVariables;
  readonly #onValue: CiSessionOptions<'gitlab'>['onValue'];

  constructor({ place, baseUrl, token, clock, signal, limits, longestWaitMs, onValue }: CiSessionOptions<'gitlab'>) {
    refuseOddPlace(place);
    const value = token['token'] ?? '';
    if (!/^[\x21-\x7e]+$/.test(value)) {
      throw new ProviderError('credential-missing', 'The target has no access token that can be sent. Give it one.');
    }
    this.#place = place;
    this.#onValue = onValue;
    this.#address = gitLabAddress(baseUrl);
    this.#transport = new GuardedTransport({
      baseUrl: this.#address,
      credential: { 'private-token': value },
      secrets: [value],
      rateLimits: findProvider('gitlab')?.rateLimits,
      explain: (answer) => explainGitLab(place, answer),
      clock,
      signal,
      limits,
      longestWaitMs,
    });
    this.#variables = this.#variablesBy(guardedRequester(this.#transport));
  }

  readonly test: CiSession['test'] = () =>
    testBy(async () => {
      await this.#page(1);
      const own = await this.#ownToken();
      // Listing takes the same role as writing; the scope is what is left to know.
      const mayWrite = own === null ? null : own.scopes.includes('api');
      const others = own?.scopes.filter((scope) => scope !== 'api') ?? [];
      return {
        message: [
          `${this.#transport.host} lists the variables of ${placeText(this.#place)}.`,
          mayWrite === false ? ' To write them the token needs the scope api.' : '',
          mayWrite === null ? ' Whether the token may write them shows at the first push.' : '',
          mayWrite === true && others.length > 0 ? ` The token has more scopes than that needs: ${words(others)}.` : '',
        ].join(''),
        mayWrite,
        tokenExpiresAt: dayStart(own?.expires_at ?? null),
      };
    });

  async *list(): AsyncGenerator<readonly RemoteSecret[]> {
    const seen = new Set<string>();
    for (let page = 1; ; ) {
      const values = new HeldValues();
      const { data, paginationInfo } = await this.#page(page, this.#reading(values));
      const fresh = data.filter((one) => !seen.has(idOf(one)));
      if (data.length > 0 && fresh.length === 0) {
        throw invalidAnswer(
          'repeated-page',
          `The list of ${this.#transport.host} leads back to a page that was read already.`,
        );
      }
      for (const one of fresh) seen.add(idOf(one));
      yield fresh.filter((one) => this.#isOurs(one)).map((one) => this.#shown(one, values));
      if (data.length === 0 || paginationInfo.next == null) return;
      page += 1;
      if (page > MOST_PAGES) {
        throw invalidAnswer(
          'endless-pages',
          `The list of ${this.#transport.host} does not end after ${MOST_PAGES} pages.`,
        );
      }
    }
  }

  async find(secretName: string): Promise<RemoteSecret | null> {
    const values = new HeldValues();
    const found = await this.#show(this.#reading(values), secretName);
    return found === null ? null : this.#shown(found, values);
  }

  async put(secretName: string, value: SecretValue, known: RemoteSecret | null): Promise<PutAnswer> {
    // What is there keeps its settings; the target's are for what is created.
    refuseBroken(checkName(secretName) ?? checkValue(value, known === null ? this.#place : AS_IT_IS));
    const text = textOf(value.bytes);
    if (text === null) throw new TypeError('The rules let a value through that is no text.');
    return known === null ? this.#create(secretName, text, value.form) : this.#replace(secretName, text);
  }

  async #create(secretName: string, text: string, form: SecretValue['form']): Promise<PutAnswer> {
    const { path, kind, environmentScope, masked, hidden, protected: isProtected } = this.#place;
    const settings = {
      variableType: form === 'file' ? ('file' as const) : ('env_var' as const),
      protected: isProtected,
      ...(hidden ? { maskedAndHidden: true } : { masked }),
      // Otherwise a job would get something else wherever the value has a "$" in it.
      raw: true,
      // A group without Premium has no scopes, and "*" is what it means there.
      ...(kind === 'group' && environmentScope === '*' ? {} : { environmentScope }),
    };
    const answer = await ours(() => this.#variables.create(path, secretName, text, settings));
    const made = readAfterWrite(() => readShape(variable, answer, this.#transport.host));
    if (!this.#isOurs(made)) {
      throw new ProviderError(
        'provider-answer-invalid',
        `${this.#transport.host} created the variable for ${made.environment_scope ?? '*'} and not for ${environmentScope}: scopes of groups need GitLab Premium. Remove it there, and use a target without a scope.`,
        { reason: 'other-scope', sent: true },
      );
    }
    return { what: 'created', updatedAt: null };
  }

  async #replace(secretName: string, text: string): Promise<PutAnswer> {
    const { path, environmentScope } = this.#place;
    try {
      await ours(() =>
        this.#variables.edit(path, secretName, text, {
          filter: { environment_scope: environmentScope },
          ...(needsRaw(text) ? { raw: true } : {}),
        }),
      );
    } catch (error) {
      if (!isMissing(error)) throw error;
      await this.#page(1);
      throw new ProviderError(
        'provider-listing-missing',
        `${this.#transport.host} has no variable ${secretName} in ${placeText(this.#place)} any more. Nothing was changed. Look again, and create it.`,
        { status: 404 },
      );
    }
    return { what: 'replaced', updatedAt: null };
  }

  async #show(variables: ProjectVariables | GroupVariables, secretName: string): Promise<Variable | null> {
    // What cannot be there is not asked for, either.
    if (checkName(secretName) !== null) return null;
    const { path, environmentScope } = this.#place;
    try {
      const answer = await ours(() =>
        variables.show(path, secretName, { filter: { environment_scope: environmentScope } }),
      );
      const found = readShape(variable, answer, this.#transport.host);
      return found.key === secretName && this.#isOurs(found) ? found : null;
    } catch (error) {
      if (!isMissing(error)) throw error;
      // 404 is also said of a project that is not there, or that the token may not see. Then this fails.
      await this.#page(1);
      return null;
    }
  }

  async #page(page: number, variables = this.#variables): Promise<z.output<typeof variablePage>> {
    const answer = await ours(() =>
      variables.all(this.#place.path, { page, perPage: PAGE, maxPages: 1, showExpanded: true }),
    );
    return readShape(variablePage, answer, this.#transport.host);
  }

  /** What GitLab tells of the token that asks; null where it does not, as of tokens of other kinds. */
  async #ownToken(): Promise<z.output<typeof ownToken> | null> {
    const tokens = new PersonalAccessTokens({ ...this.#service, requesterFn: guardedRequester(this.#transport) });
    try {
      return readShape(ownToken, await ours(() => tokens.show()), this.#transport.host);
    } catch (error) {
      const code = error instanceof ProviderError ? error.code : null;
      if (code === 'provider-refused' || code === 'provider-listing-missing' || code === 'provider-answer-invalid') {
        return null;
      }
      throw error;
    }
  }

  /** Reads with the values, where somebody is to be shown them. */
  #reading(values: HeldValues): ProjectVariables | GroupVariables {
    if (this.#onValue === undefined) return this.#variables;
    return this.#variablesBy(guardedRequester(this.#transport, (json) => values.keep(json)));
  }

  #shown(one: Variable, values: HeldValues): RemoteSecret {
    const secret = remoteSecret(one);
    const value = one.hidden === true ? null : values.of(one);
    if (value !== null) {
      const bytes = Buffer.from(value, 'utf8');
      this.#onValue?.(secret, bytes);
      bytes.fill(0);
    }
    return secret;
  }

  #variablesBy(requesterFn: ReturnType<typeof guardedRequester>): ProjectVariables | GroupVariables {
    const Variables = this.#place.kind === 'project' ? ProjectVariables : GroupVariables;
    return new Variables({ ...this.#service, requesterFn });
  }

  get #service() {
    return { host: this.#address, queryTimeout: null };
  }

  /** Of the place's environment scope, to the letter: `production` is not part of `*` here. */
  #isOurs({ environment_scope }: Variable): boolean {
    return (environment_scope ?? '*') === this.#place.environmentScope;
  }
}

/** What the variables of one answer hold, for as long as it is read. */
class HeldValues {
  readonly #values = new Map<string, string>();

  keep(json: unknown): void {
    for (const one of Array.isArray(json) ? json : [json]) {
      const { data } = held.safeParse(one);
      if (data !== undefined) this.#values.set(idOf(data), data.value);
    }
  }

  of(one: Pick<Variable, 'key' | 'environment_scope'>): string | null {
    return this.#values.get(idOf(one)) ?? null;
  }
}

const AS_IT_IS = { masked: false, hidden: false } as const;

/** Gitbeaker lets through what our requester throws; anything else is a bug, and its text can hold a request. */
async function ours<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    throw new TypeError('Gitbeaker failed by itself.');
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof ProviderError && error.code === 'provider-listing-missing';
}

function remoteSecret(one: Variable): RemoteSecret {
  const detail = [
    one.variable_type === 'file' ? 'file' : '',
    one.protected === true ? 'protected' : '',
    one.masked === true ? 'masked' : '',
    one.hidden === true ? 'hidden' : '',
    one.environment_scope == null || one.environment_scope === '*' ? '' : `for ${one.environment_scope}`,
  ];
  return {
    name: one.key,
    createdAt: null,
    updatedAt: null,
    tail: null,
    remoteId: null,
    detail: detail.filter((word) => word !== '').join(', '),
  };
}

function idOf({ key, environment_scope }: Pick<Variable, 'key' | 'environment_scope'>): string {
  return JSON.stringify([key, environment_scope ?? '*']);
}

function words(scopes: readonly string[]): string {
  return scopes.filter((scope) => /^[a-z_]{1,60}$/.test(scope)).join(', ');
}

/** Only the day is told; the token is counted on until it begins. */
function dayStart(day: string | null): number | null {
  return day !== null && /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) || null : null;
}
