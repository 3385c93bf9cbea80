import { z } from 'zod';
import type { RemoteSecret } from '#shared/domain/ci.ts';
import type { RateLimits } from '#shared/domain/provider-api.ts';
import { ProviderError } from '../../../http/provider-error.ts';
import { isoDate } from '../../../sync/draft-fields.ts';
import type { CiSession, CiSessionOptions, PutAnswer, SecretValue } from '../../ci-system.ts';
import { apiAddress } from '../../transport/api-address.ts';
import { type Explanations, explainPlain } from '../../transport/explain-plain.ts';
import { PlainRequests } from '../../transport/plain-requests.ts';
import { refuseBroken } from '../../transport/refuse-broken.ts';
import { bearerToken } from '../../transport/token-headers.ts';
import { findInList } from '../find-in-list.ts';
import { testByListing } from '../test-by-listing.ts';
import { textOf } from '../variable-rules.ts';
import { CIRCLECI_API, type CircleCiPlace, contextOf, placeText, projectSegments } from './place.ts';
import { checkName, checkValue } from './rules.ts';

const date = z.string().nullish();
const projectVariable = z.object({ name: z.string(), value: z.string().nullish(), 'created-at': date });
const contextVariable = z.object({
  variable: z.string(),
  truncated_value: z.string().nullish(),
  created_at: date,
  updated_at: date,
});
const context = z.object({ id: z.string().min(1), name: z.string() });
const nextToken = z.string().nullish();
const projectPage = z.object({ items: z.array(projectVariable), next_page_token: nextToken });
const contextVariablePage = z.object({ items: z.array(contextVariable), next_page_token: nextToken });
const contextPage = z.object({ items: z.array(context), next_page_token: nextToken });
/** A write's answer shows the value's last characters, which nothing needs. */
const written = z.object({ updated_at: date });

const SOURCE = [{ source: 'ci-circleci', at: '/rateLimit' }];
const RATE_LIMITS: RateLimits = {
  headers: {
    value: { limit: 'RateLimit-Limit', remaining: 'RateLimit-Remaining', reset: 'RateLimit-Reset' },
    from: SOURCE,
  },
  resetIn: { value: 'seconds-to-wait', from: SOURCE },
};

/** What a session does with one kind of place. */
type Store = {
  readonly list: () => AsyncGenerator<readonly RemoteSecret[]>;
  readonly find: (secretName: string) => Promise<RemoteSecret | null>;
  /** Gives when it was written, where the answer says so. */
  readonly write: (secretName: string, text: string) => Promise<number | null>;
};

/** @throws ProviderError `parameter-missing`, `credential-missing` or `address-invalid` */
export function openCircleCi(options: CiSessionOptions<'circleci'>): CiSession {
  const { place, baseUrl, token } = options;
  const requests = new PlainRequests(
    {
      base: apiAddress(baseUrl, CIRCLECI_API),
      token: bearerToken(token),
      rateLimits: RATE_LIMITS,
      explain: (answer, secrets) => explainPlain(answer, explanations(place), secrets),
    },
    options,
  );
  const store = place.kind === 'project' ? projectStore(requests, place) : contextStore(requests, place);

  async function put(secretName: string, value: SecretValue, known: RemoteSecret | null): Promise<PutAnswer> {
    refuseBroken(checkName(secretName) ?? checkValue(value));
    const updatedAt = await store.write(secretName, textOf(value.bytes) ?? '');
    // The answers to creating and to replacing are the same.
    return { what: known === null ? 'created' : 'replaced', updatedAt };
  }

  const test: CiSession['test'] = () => testByListing(requests.host, placeText(place), store.list());

  return { test, list: store.list, find: store.find, put };
}

function projectStore(requests: PlainRequests, place: CircleCiPlace): Store {
  const all = requests.address([...projectSegments(place), 'envvar']);

  async function* list(): AsyncGenerator<readonly RemoteSecret[]> {
    for await (const { items } of requests.pages(all, projectPage, nextPage)) yield items.map(ofProject);
  }

  async function find(secretName: string): Promise<RemoteSecret | null> {
    // What cannot be there is not asked for, either.
    if (checkName(secretName) !== null) return null;
    try {
      const one = requests.address([...projectSegments(place), 'envvar', secretName]);
      return ofProject(await requests.read(one, projectVariable));
    } catch (error) {
      if (!(error instanceof ProviderError) || error.code !== 'provider-listing-missing') throw error;
      // 404 is also said of a project that is not there, or that the token may not see. Then this fails.
      await requests.read(all, projectPage);
      return null;
    }
  }

  async function write(secretName: string, text: string): Promise<null> {
    await requests.writeJson(
      { method: 'POST', url: all, value: { name: secretName, value: text }, secret: text },
      written,
    );
    // A project's variables have no time of change.
    return null;
  }

  return { list, find, write };
}

function contextStore(requests: PlainRequests, place: CircleCiPlace): Store {
  const { owner, name } = contextOf(place);
  let known: Promise<string> | null = null;

  /** For as long as the session. */
  function contextId(): Promise<string> {
    if (known === null) {
      const asked = lookUp();
      known = asked;
      asked.catch(() => {
        if (known === asked) known = null;
      });
    }
    return known;
  }

  async function lookUp(): Promise<string> {
    const contexts = requests.address(['context'], { 'owner-slug': owner });
    for await (const { items } of requests.pages(contexts, contextPage, nextPage)) {
      const found = items.find((item) => item.name === name);
      if (found !== undefined) return found.id;
    }
    throw new ProviderError(
      'provider-listing-missing',
      `${owner} has no context called "${name}", or hides it from this token. Create it at CircleCI, or correct the target.`,
      { status: 404 },
    );
  }

  async function* list(): AsyncGenerator<readonly RemoteSecret[]> {
    const all = requests.address(['context', await contextId(), 'environment-variable']);
    for await (const { items } of requests.pages(all, contextVariablePage, nextPage)) yield items.map(ofContext);
  }

  async function write(secretName: string, text: string): Promise<number | null> {
    const url = requests.address(['context', await contextId(), 'environment-variable', secretName]);
    const answer = await requests.writeJson({ method: 'PUT', url, value: { value: text }, secret: text }, written);
    return instantOf(answer?.updated_at);
  }

  return { list, find: (secretName) => findInList(list(), (other) => other === secretName), write };
}

function explanations(place: CircleCiPlace): Explanations {
  const isProject = place.kind === 'project';
  return {
    where: isProject ? `project ${place.slug}` : `${placeText(place)}, or no organisation of that slug`,
    needs: `a personal API token of somebody who may change the ${isProject ? 'project’s settings' : 'organisation’s contexts'}`,
    notTaken: { 400: 'the name or the value breaks one of its rules. Nothing was changed.' },
    check: isProject ? 'Check the slug, and whether the token’s owner follows the project.' : 'Check the slug.',
  };
}

function nextPage({ next_page_token: token }: { next_page_token?: string | null | undefined }, url: URL): URL | null {
  if (token == null || token === '') return null;
  const next = new URL(url);
  next.searchParams.set('page-token', token);
  return next;
}

function ofProject(row: z.output<typeof projectVariable>): RemoteSecret {
  return {
    name: row.name,
    createdAt: instantOf(row['created-at']),
    updatedAt: null,
    tail: tailOf(row.value),
    remoteId: null,
    detail: '',
  };
}

function ofContext(row: z.output<typeof contextVariable>): RemoteSecret {
  return {
    name: row.variable,
    createdAt: instantOf(row.created_at),
    updatedAt: instantOf(row.updated_at),
    tail: tailOf(row.truncated_value),
    remoteId: null,
    detail: '',
  };
}

/** `xxxx1234`, or `1234` alone: the value's last four characters. `xxxx` alone hides a short value. */
function tailOf(masked: string | null | undefined): string | null {
  const tail = (masked ?? '').replace(/^x{4}/, '').slice(-4);
  return tail === '' ? null : tail;
}

function instantOf(text: string | null | undefined): number | null {
  return text == null ? null : isoDate(text).at;
}
