import { z } from 'zod';
import type { RemoteSecret } from '#shared/domain/ci.ts';
import { isoDate } from '../../../sync/draft-fields.ts';
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
import { contextText, type DeployContext, deployContext, NETLIFY_API, type NetlifyPlace, placeText } from './place.ts';
import { checkName, checkValue } from './rules.ts';

/** Values come along, in the clear where they are not secret: they are not among the fields that are kept. */
const variable = z.object({
  key: z.string(),
  values: z.array(z.object({ context: z.string(), context_parameter: z.string().nullish() })).nullish(),
  is_secret: z.boolean().nullish(),
  updated_at: z.string().nullish(),
});
type Variable = z.output<typeof variable>;
const variables = z.array(variable);

/** Netlify's own client gives secrets these; post-processing is refused for them. */
const SECRET_SCOPES = ['builds', 'functions', 'runtime'];

/** @throws ProviderError `parameter-missing`, `credential-missing` or `address-invalid` */
export function openNetlify(options: CiSessionOptions<'netlify'>): CiSession {
  return new NetlifySession(options);
}

class NetlifySession implements CiSession {
  readonly #place: NetlifyPlace;
  readonly #context: DeployContext;
  readonly #requests: PlainRequests;
  /** What the last listing said, and what was made since, by which a write knows whether the variable has other contexts already. */
  #known: readonly Variable[] | null = null;

  constructor(options: CiSessionOptions<'netlify'>) {
    const { place, baseUrl, token } = options;
    this.#place = place;
    this.#context = deployContext(place);
    this.#requests = new PlainRequests(
      {
        base: apiAddress(baseUrl, NETLIFY_API),
        token: bearerToken(token),
        explain: (answer, secrets) => explainPlain(answer, explanations(place), secrets),
      },
      options,
    );
    // A place that cannot be is told of at once.
    this.#variables();
  }

  readonly test: CiSession['test'] = () => testByListing(this.#requests.host, placeText(this.#place), this.list());

  async *list(): AsyncGenerator<readonly RemoteSecret[]> {
    const all = await this.#ask();
    yield all.filter((row) => this.#isHere(row)).map((row) => this.#remoteSecret(row));
  }

  find(secretName: string): Promise<RemoteSecret | null> {
    return findInList(this.list(), (key) => key === secretName);
  }

  async put(secretName: string, value: SecretValue, known: RemoteSecret | null): Promise<PutAnswer> {
    refuseBroken(checkName(secretName) ?? checkValue(value));
    const text = textOf(value.bytes) ?? '';
    const there = (this.#known ?? (await this.#ask())).find(({ key }) => key === secretName);
    this.#refuseChanged(secretName, there, known);
    return there === undefined ? this.#create(secretName, text) : this.#set(secretName, text, known);
  }

  async #create(secretName: string, text: string): Promise<PutAnswer> {
    const value = [
      { key: secretName, scopes: SECRET_SCOPES, values: [{ ...this.#context, value: text }], is_secret: true },
    ];
    const answer = await this.#requests.writeJson(
      { method: 'POST', url: this.#variables(), value, secret: text },
      variables,
    );
    this.#known = [...(this.#known ?? []), { key: secretName, values: [this.#context], is_secret: true }];
    return { what: 'created', updatedAt: instantOf(answer?.find(({ key }) => key === secretName)?.updated_at) };
  }

  /** PATCH sets the value of one context; PUT would wipe those of all others. */
  async #set(secretName: string, text: string, known: RemoteSecret | null): Promise<PutAnswer> {
    const answer = await this.#requests.writeJson(
      { method: 'PATCH', url: this.#variables(secretName), value: { ...this.#context, value: text }, secret: text },
      variable,
    );
    if (known === null) {
      this.#known = (this.#known ?? []).map((one) =>
        one.key === secretName ? { ...one, values: [...(one.values ?? []), this.#context] } : one,
      );
    }
    return { what: known === null ? 'created' : 'replaced', updatedAt: instantOf(answer?.updated_at) };
  }

  /** Nothing is written over what was not known to be there, nor into what has gone. */
  #refuseChanged(secretName: string, there: Variable | undefined, known: RemoteSecret | null): void {
    const host = this.#requests.host;
    const isHere = there !== undefined && this.#isHere(there);
    if (known !== null && !isHere) {
      throw notTaken(`"${secretName}" is not at ${host} any more. Look at what is there again.`, 404);
    }
    if (known === null && isHere) {
      throw notTaken(`"${secretName}" is at ${host} by now. Look at what is there again before you replace it.`, 409);
    }
    if (there !== undefined && !isHere && this.#context.context === 'all') {
      const contexts = (there.values ?? []).map((one) => contextText(deployed(one))).join(', ');
      throw notTaken(
        `"${secretName}" has values of its own at ${host} for ${contexts}, and what becomes of them when all contexts get one is not documented. Nothing was sent. Choose a context for the target.`,
        409,
      );
    }
  }

  async #ask(): Promise<readonly Variable[]> {
    const all = await this.#requests.read(this.#variables(), variables);
    this.#known = all;
    return all;
  }

  /** Without `site_id` it would be the whole team's. */
  #variables(secretName: string | null = null): URL {
    const { account, site } = this.#place;
    const url = this.#requests.address(['accounts', account, 'env', ...(secretName === null ? [] : [secretName])]);
    if (site !== null) {
      // Refuses what would be no site, and so the team.
      this.#requests.address([site]);
      url.searchParams.set('site_id', site);
    }
    return url;
  }

  #isHere({ values }: Variable): boolean {
    const { context, context_parameter: branch } = this.#context;
    return (values ?? []).some(
      (one) => one.context === context && (context !== 'branch' || one.context_parameter === branch),
    );
  }

  #remoteSecret({ key, is_secret: isSecret, updated_at: updatedAt }: Variable): RemoteSecret {
    const words = isSecret === true ? 'secret' : 'not secret: Netlify shows its value';
    return {
      name: key,
      createdAt: null,
      // Of the variable, in whichever context it was changed.
      updatedAt: instantOf(updatedAt),
      tail: null,
      remoteId: null,
      detail: `${words}, for ${contextText(this.#context)}`,
    };
  }
}

function deployed({ context, context_parameter: branch }: NonNullable<Variable['values']>[number]): DeployContext {
  return branch == null ? { context } : { context, context_parameter: branch };
}

function explanations(place: NetlifyPlace): Explanations {
  const { context } = deployContext(place);
  const rule =
    context === 'all' || context === 'dev'
      ? `the name or the value breaks one of its rules, or it takes no secret for ${contextText({ context })}: choose another context for the target, such as production. Nothing was changed.`
      : 'the name or the value breaks one of its rules, or a variable of that name is there already. Nothing was changed.';
  return {
    where: place.site === null ? `team ${place.account}` : `site ${place.site} in the team ${place.account}`,
    needs: 'a personal access token of somebody who may change the environment variables of the team or site',
    notTaken: { 400: rule, 409: rule, 422: rule },
    check: 'Check the ids of the team and the site.',
  };
}

function instantOf(text: string | null | undefined): number | null {
  return text == null ? null : isoDate(text).at;
}
