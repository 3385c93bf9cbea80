import { z } from 'zod';
import type { RemoteSecret } from '#shared/domain/ci.ts';
import { ProviderError } from '../../../http/provider-error.ts';
import type { CiSession, CiSessionOptions, PutAnswer, SecretValue } from '../../ci-system.ts';
import { apiAddress } from '../../transport/api-address.ts';
import { type Explanations, explainPlain } from '../../transport/explain-plain.ts';
import { notTaken } from '../../transport/guarded-transport.ts';
import { PlainRequests } from '../../transport/plain-requests.ts';
import { refuseBroken } from '../../transport/refuse-broken.ts';
import { basicToken, bearerToken } from '../../transport/token-headers.ts';
import { findInList } from '../find-in-list.ts';
import { testByListing } from '../test-by-listing.ts';
import { textOf } from '../variable-rules.ts';
import { BITBUCKET_API, type BitbucketPlace, placeText, variableSegments } from './place.ts';
import { checkName, checkValue } from './rules.ts';

/** A value that is not secured comes along in the clear: it is not among the fields that are kept. */
const variable = z.object({ uuid: z.string().min(1), key: z.string(), secured: z.boolean().nullish() });
const next = z.string().nullish();
const variablePage = z.object({ values: z.array(variable), next });
const environmentPage = z.object({
  values: z.array(z.object({ uuid: z.string().min(1), name: z.string() })),
  next,
});
const written = z.object({ uuid: z.string() });

const PAGE = '100';

/** @throws ProviderError `parameter-missing`, `credential-missing` or `address-invalid` */
export function openBitbucket(options: CiSessionOptions<'bitbucket'>): CiSession {
  return new BitbucketSession(options);
}

class BitbucketSession implements CiSession {
  readonly #place: BitbucketPlace;
  readonly #requests: PlainRequests;
  /** For as long as the session. */
  #environmentUuid: Promise<string> | null = null;

  constructor(options: CiSessionOptions<'bitbucket'>) {
    const { place, baseUrl, token } = options;
    this.#place = place;
    this.#requests = new PlainRequests(
      {
        base: apiAddress(baseUrl, BITBUCKET_API),
        // Access tokens of a repository or a workspace, and of OAuth, belong to no user.
        token: (token['user'] ?? '') === '' ? bearerToken(token) : basicToken(token, 'user', 'token'),
        explain: (answer, secrets) => explainPlain(answer, explanations(place), secrets),
      },
      options,
    );
    // A place that cannot be is told of at once.
    this.#requests.address(variableSegments(place, '{}'));
  }

  readonly test: CiSession['test'] = () =>
    testByListing(this.#requests.host, placeText(this.#place), this.list(), 'pipeline:variable');

  async *list(): AsyncGenerator<readonly RemoteSecret[]> {
    const first = await this.#variables();
    first.searchParams.set('pagelen', PAGE);
    for await (const { values } of this.#requests.pages(first, variablePage, this.#next))
      yield values.map(remoteSecret);
  }

  find(secretName: string): Promise<RemoteSecret | null> {
    return findInList(this.list(), (key) => key === secretName);
  }

  async put(secretName: string, value: SecretValue, known: RemoteSecret | null): Promise<PutAnswer> {
    refuseBroken(checkName(secretName) ?? checkValue(value));
    const text = textOf(value.bytes) ?? '';
    // What secured is when it is left out is not documented.
    const body = { key: secretName, value: text, secured: true };
    if (known === null) {
      await this.#requests.writeJson(
        { method: 'POST', url: await this.#variables(), value: body, secret: text },
        written,
      );
      return { what: 'created', updatedAt: null };
    }
    const uuid = known.remoteId ?? (await this.find(secretName))?.remoteId ?? null;
    if (uuid === null) {
      throw notTaken(`"${secretName}" is not at ${this.#requests.host} any more. Look at what is there again.`, 404);
    }
    await this.#requests.writeJson(
      { method: 'PUT', url: await this.#variables(uuid), value: body, secret: text },
      written,
    );
    return { what: 'replaced', updatedAt: null };
  }

  async #variables(uuid: string | null = null): Promise<URL> {
    const environmentUuid = this.#place.environment === null ? '' : await this.#environment(this.#place.environment);
    return this.#requests.address([
      ...variableSegments(this.#place, environmentUuid),
      ...(uuid === null ? [] : [uuid]),
    ]);
  }

  #environment(name: string): Promise<string> {
    // A person may name it by the id as well.
    if (/^\{[0-9a-f-]{36}\}$/i.test(name)) return Promise.resolve(name);
    if (this.#environmentUuid === null) {
      const asked = this.#lookUp(name);
      this.#environmentUuid = asked;
      asked.catch(() => {
        if (this.#environmentUuid === asked) this.#environmentUuid = null;
      });
    }
    return this.#environmentUuid;
  }

  async #lookUp(name: string): Promise<string> {
    const { workspace, repository } = this.#place;
    const first = this.#requests.address(['repositories', workspace, repository ?? '', 'environments'], {
      pagelen: PAGE,
    });
    for await (const { values } of this.#requests.pages(first, environmentPage, this.#next)) {
      const found = values.find((environment) => environment.name === name);
      if (found !== undefined) return found.uuid;
    }
    throw new ProviderError(
      'provider-listing-missing',
      `${workspace}/${repository} has no deployment environment called "${name}". Create it at Bitbucket, or correct the target.`,
      { status: 404 },
    );
  }

  readonly #next = (page: { next?: string | null | undefined }, url: URL): URL | null =>
    page.next == null || page.next === '' ? null : this.#requests.follow(page.next, url);
}

function remoteSecret({ uuid, key, secured }: z.output<typeof variable>): RemoteSecret {
  return {
    name: key,
    createdAt: null,
    updatedAt: null,
    tail: null,
    remoteId: uuid,
    detail: secured === false ? 'not secured: Bitbucket shows its value' : 'secured',
  };
}

function explanations(place: BitbucketPlace): Explanations {
  return {
    where: `${placeText(place)}, or no variable of that id in it`,
    needs: 'the scopes pipeline (to list) and pipeline:variable (to write)',
    notTaken: {
      400: 'the name or the value breaks one of its rules. Nothing was changed.',
      409: 'a variable of that name is there already. Look at what is there again before you replace it.',
    },
    check: 'Check the names, and look at what is there again.',
  };
}
