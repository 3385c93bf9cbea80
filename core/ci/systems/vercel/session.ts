import { z } from 'zod';
import type { RemoteSecret } from '#shared/domain/ci.ts';
import { ProviderError } from '../../../http/provider-error.ts';
import { unixMilliseconds } from '../../../sync/draft-fields.ts';
import type { CiSession, CiSessionOptions, PutAnswer, SecretValue } from '../../ci-system.ts';
import { apiAddress } from '../../transport/api-address.ts';
import { type Explanations, explainPlain } from '../../transport/explain-plain.ts';
import { notTaken } from '../../transport/guarded-transport.ts';
import { PlainRequests } from '../../transport/plain-requests.ts';
import { refuseBroken } from '../../transport/refuse-broken.ts';
import { bearerToken } from '../../transport/token-headers.ts';
import { findInList } from '../find-in-list.ts';
import { testByListing } from '../test-by-listing.ts';
import { textOf } from '../variable-rules.ts';
import { placeText, refuseImpossible, targetsText, teamQuery, VERCEL_API, type VercelPlace } from './place.ts';
import { checkName, checkValue } from './rules.ts';

const ms = z.number().nullish();
/** Values come along, in the clear where the type is plain: they are not among the fields that are kept. */
const row = z.object({
  id: z.string().min(1),
  key: z.string(),
  type: z.string().nullish(),
  target: z.union([z.string().transform((target) => [target]), z.array(z.string())]).nullish(),
  gitBranch: z.string().nullish(),
  customEnvironmentIds: z.array(z.string()).nullish(),
  createdAt: ms,
  updatedAt: ms,
});
type Row = z.output<typeof row>;
const manyRows = z.object({
  envs: z.array(row),
  pagination: z.object({ next: z.number().nullish() }).nullish(),
  hiddenProductionEnvCount: z.number().nullish(),
});
/** The answer is documented as a union, of which one form is a variable by itself. */
const page = z.union([manyRows, row.transform((one): z.output<typeof manyRows> => ({ envs: [one] }))]);
const created = z.object({
  created: z.union([z.array(row), row.transform((one) => [one])]).nullish(),
  failed: z.array(z.unknown()).nullish(),
});

/** @throws ProviderError `parameter-missing`, `credential-missing` or `address-invalid` */
export function openVercel(options: CiSessionOptions<'vercel'>): CiSession {
  return new VercelSession(options);
}

class VercelSession implements CiSession {
  readonly #place: VercelPlace;
  readonly #requests: PlainRequests;
  /** What the last listing said, and what was made since, of all targets: a write has to know what else its variable is for. */
  #known: readonly Row[] | null = null;

  constructor(options: CiSessionOptions<'vercel'>) {
    const { place, baseUrl, token } = options;
    refuseImpossible(place);
    this.#place = place;
    this.#requests = new PlainRequests(
      {
        base: apiAddress(baseUrl, VERCEL_API),
        token: bearerToken(token),
        explain: (answer, secrets) => explainPlain(answer, explanations(place), secrets),
      },
      options,
    );
    // A place that cannot be is told of at once.
    this.#address('v10');
  }

  readonly test: CiSession['test'] = () => testByListing(this.#requests.host, placeText(this.#place), this.list());

  async *list(): AsyncGenerator<readonly RemoteSecret[]> {
    yield (await this.#ask()).filter((one) => this.#isOurs(one)).map((one) => this.#remoteSecret(one));
  }

  find(secretName: string): Promise<RemoteSecret | null> {
    return findInList(this.list(), (key) => key === secretName);
  }

  async put(secretName: string, value: SecretValue, known: RemoteSecret | null): Promise<PutAnswer> {
    refuseBroken(checkName(secretName) ?? checkValue(value));
    const text = textOf(value.bytes) ?? '';
    const rows = (this.#known ?? (await this.#ask())).filter(({ key }) => key === secretName);
    if (known === null) return this.#create(secretName, text, rows);
    const ours = rows.find((one) => this.#isOurs(one) && (known.remoteId === null || one.id === known.remoteId));
    if (ours === undefined) {
      throw notTaken(
        `"${secretName}" is not at ${this.#requests.host} any more for ${targetsText(this.#place.targets)}. Look at what is there again.`,
        404,
      );
    }
    return this.#change(ours, text);
  }

  /** Without `upsert`, which would write over what somebody else has made meanwhile. */
  async #create(secretName: string, text: string, rows: readonly Row[]): Promise<PutAnswer> {
    const { targets, gitBranch } = this.#place;
    const other = rows.find((one) => this.#overlaps(one));
    if (other !== undefined) throw this.#conflict(secretName, other);
    const value = {
      key: secretName,
      value: text,
      // That a sensitive variable can be for development is not certain.
      type: targets.includes('development') ? 'encrypted' : 'sensitive',
      target: [...targets],
      ...(gitBranch === null ? {} : { gitBranch }),
    };
    const answer = await this.#requests.writeJson(
      { method: 'POST', url: this.#address('v10'), value, secret: text },
      created,
    );
    const made = answer?.created?.find(({ key }) => key === secretName);
    if (made !== undefined && (answer?.failed ?? []).length === 0) {
      this.#known = [...(this.#known ?? []), made];
      return { what: 'created', updatedAt: instantOf(made.updatedAt) };
    }
    // A good status holds failures, too.
    if (made === undefined && (answer?.failed ?? []).length > 0) {
      throw notTaken(
        `${this.#requests.host} did not take "${secretName}": its answer names it among what failed. It may be there already for one of ${targetsText(targets)}. Look at what is there again.`,
        201,
      );
    }
    throw new ProviderError(
      'provider-answer-invalid',
      `${this.#requests.host} does not say clearly whether it took "${secretName}". It has to be looked up.`,
      { reason: 'unexpected-shape', status: 201, sent: true },
    );
  }

  /** Changes the value of one variable, and nothing of what it is for. */
  async #change({ id, type }: Row, text: string): Promise<PutAnswer> {
    const staysHidden = type === 'sensitive' || type === 'encrypted';
    const safer = this.#place.targets.includes('development') ? 'encrypted' : 'sensitive';
    const value = staysHidden ? { value: text } : { value: text, type: safer };
    const answer = await this.#requests.writeJson(
      { method: 'PATCH', url: this.#address('v9', id), value, secret: text },
      row,
    );
    return { what: 'replaced', updatedAt: instantOf(answer?.updatedAt) };
  }

  async #ask(): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for await (const { envs, hiddenProductionEnvCount: hidden } of this.#requests.pages(
      this.#address('v10'),
      page,
      nextPage,
    )) {
      if ((hidden ?? 0) > 0 && this.#place.targets.includes('production')) {
        throw new ProviderError(
          'provider-refused',
          `${this.#requests.host} hides variables for production (${hidden ?? 0}) from this token, so what is there cannot be told. Give the target a token of somebody who may see them.`,
        );
      }
      rows.push(...envs);
    }
    this.#known = rows;
    return rows;
  }

  #address(version: 'v9' | 'v10', id: string | null = null): URL {
    const segments = [version, 'projects', this.#place.project, 'env', ...(id === null ? [] : [id])];
    return this.#requests.address(segments, teamQuery(this.#place));
  }

  /** Whether a variable is for this place and for nothing else: the same key can be there several times. */
  #isOurs(one: Row): boolean {
    const { targets } = this.#place;
    const target = new Set(one.target ?? []);
    return (
      this.#hasOurBranch(one) &&
      (one.customEnvironmentIds ?? []).length === 0 &&
      target.size === new Set(targets).size &&
      targets.every((name) => target.has(name))
    );
  }

  #overlaps(one: Row): boolean {
    return this.#hasOurBranch(one) && this.#place.targets.some((name) => (one.target ?? []).includes(name));
  }

  #hasOurBranch({ gitBranch }: Row): boolean {
    return (gitBranch ?? '') === (this.#place.gitBranch ?? '');
  }

  #conflict(secretName: string, other: Row): ProviderError {
    const host = this.#requests.host;
    const message = this.#isOurs(other)
      ? `"${secretName}" is at ${host} by now. Look at what is there again before you replace it.`
      : `"${secretName}" is at ${host} for ${whatFor(other)}, and the target is ${targetsText(this.#place.targets)}. Nothing was sent. Give the target the same environments, or split the variable at Vercel.`;
    return notTaken(message, 409);
  }

  #remoteSecret(one: Row): RemoteSecret {
    const words = one.type === 'plain' ? 'plain: Vercel shows its value' : (one.type ?? '');
    return {
      name: one.key,
      createdAt: instantOf(one.createdAt),
      updatedAt: instantOf(one.updatedAt),
      tail: null,
      remoteId: one.id,
      detail: `${words}${words === '' ? '' : ', '}for ${whatFor(one)}`,
    };
  }
}

function whatFor({ target, customEnvironmentIds }: Row): string {
  const own = (customEnvironmentIds ?? []).length > 0 ? ['environments of its own'] : [];
  return [targetsText(target ?? []), ...own].filter((part) => part !== '').join(' and ');
}

/** How a further page is asked for is not documented here; Vercel's other lists take `until`. Were it ignored, the page would repeat. */
function nextPage({ pagination }: z.output<typeof page>, url: URL): URL | null {
  const until = pagination?.next;
  if (until == null) return null;
  const next = new URL(url);
  next.searchParams.set('until', String(until));
  return next;
}

function explanations(place: VercelPlace): Explanations {
  const rule =
    'the name, the value or its environments break one of its rules, or a variable of that name is there already. Look at what is there again. Nothing was changed.';
  return {
    where: `project ${place.project}${place.team === null ? '' : ` in the team ${place.team}`}, or no variable of that id in it`,
    needs: 'an access token whose scope is the account or the team of the project',
    notTaken: { 400: rule, 409: rule, 422: rule },
    check: 'Check the project and the team.',
  };
}

function instantOf(at: number | null | undefined): number | null {
  return at == null ? null : unixMilliseconds(at).at;
}
