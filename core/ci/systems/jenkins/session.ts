import { z } from 'zod';
import type { RemoteSecret } from '#shared/domain/ci.ts';
import type { HttpAnswer } from '../../../http/exchange.ts';
import { invalidAnswer, ProviderError } from '../../../http/provider-error.ts';
import { readJson, readShape } from '../../../http/read-json.ts';
import type { CiSession, CiSessionOptions, PutAnswer, SecretValue } from '../../ci-system.ts';
import { explainPlain } from '../../transport/explain-plain.ts';
import { notTaken } from '../../transport/guarded-transport.ts';
import { PlainRequests } from '../../transport/plain-requests.ts';
import { refuseBroken } from '../../transport/refuse-broken.ts';
import { testBy } from '../../transport/test-by.ts';
import { basicToken } from '../../transport/token-headers.ts';
import { countList, findInList } from '../find-in-list.ts';
import { textOf } from '../variable-rules.ts';
import { CREDENTIAL_CLASSES, changedCredential, newCredential, readCredential } from './credential-xml.ts';
import { domainSegments, type JenkinsPlace, jenkinsAddress, placeText } from './place.ts';
import { checkName, checkValue } from './rules.ts';

const listing = z.object({ credentials: z.array(z.object({ id: z.string(), typeName: z.string().nullish() })) });
const crumb = z.object({
  crumb: z.string().regex(/^[\x21-\x7e]+$/),
  crumbRequestField: z.string().regex(/^[A-Za-z0-9-]+$/),
});
const PERMISSIONS = 'Credentials/View, Credentials/Create and Credentials/Update';

/** @throws ProviderError `parameter-missing`, `credential-missing` or `address-invalid` */
export function openJenkins(options: CiSessionOptions<'jenkins'>): CiSession {
  return new JenkinsSession(options);
}

class JenkinsSession implements CiSession {
  readonly #place: JenkinsPlace;
  readonly #requests: PlainRequests;
  readonly #domain: readonly string[];
  /** Headers that prove that a write comes from us, once Jenkins has asked for them. */
  #crumb: Readonly<Record<string, string>> = {};

  constructor(options: CiSessionOptions<'jenkins'>) {
    const { place, baseUrl, token } = options;
    this.#place = place;
    this.#requests = new PlainRequests(
      {
        base: jenkinsAddress(baseUrl),
        token: basicToken(token, 'user', 'apiToken'),
        explain: (answer, secrets) => explain(place, answer, secrets),
      },
      options,
    );
    this.#domain = domainSegments(place);
    // A folder that cannot be is told of at once.
    this.#requests.address(this.#domain);
  }

  readonly test: CiSession['test'] = () =>
    testBy(async () => ({
      message: `${this.#requests.host} lists the credentials of ${placeText(this.#place)} (${await countList(this.list())}). Whether the user may write them (Credentials/Create, Credentials/Update) shows at the first push.`,
      mayWrite: null,
      tokenExpiresAt: null,
    }));

  async *list(): AsyncGenerator<readonly RemoteSecret[]> {
    // The tree keeps descriptions and usage out of the answer.
    const url = this.#requests.address([...this.#domain, 'api', 'json'], { tree: 'credentials[id,typeName]' });
    const { credentials } = await this.#requests.read(url, listing);
    yield credentials.map(({ id, typeName }) => ({
      name: id,
      createdAt: null,
      updatedAt: null,
      tail: null,
      remoteId: null,
      detail: typeName ?? '',
    }));
  }

  find(secretName: string): Promise<RemoteSecret | null> {
    return findInList(this.list(), (id) => id === secretName);
  }

  async put(secretName: string, value: SecretValue, known: RemoteSecret | null): Promise<PutAnswer> {
    refuseBroken(checkName(secretName) ?? checkValue(value));
    const text = sentText(value);
    if (known === null) {
      const create = this.#requests.address([...this.#domain, 'createCredentials']);
      await this.#send(create, newCredential(secretName, value, text), text);
      return { what: 'created', updatedAt: null };
    }
    const url = this.#requests.address([...this.#domain, 'credential', secretName, 'config.xml']);
    await this.#send(url, await this.#changed(url, secretName, value, text), text);
    return { what: 'replaced', updatedAt: null };
  }

  /** A write replaces the whole credential: what is not to change is read first, and sent with it. */
  async #changed(url: URL, secretName: string, value: SecretValue, text: string): Promise<string> {
    const host = this.#requests.host;
    const read = readCredential((await this.#requests.get(url, 'application/xml')).text);
    const id = read?.children.find(({ name }) => name === 'id')?.inner ?? secretName;
    if (read === null || id !== secretName) {
      throw invalidAnswer(
        'unexpected-shape',
        `${host} answers with something else than the credential "${secretName}".`,
      );
    }
    if (read.type !== CREDENTIAL_CLASSES[value.form]) {
      throw notTaken(
        `The credential "${secretName}" is of another kind at ${host} than what would be written. Nothing was sent. Choose another id, or remove it there first.`,
        409,
      );
    }
    const xml = changedCredential(read, value, text);
    if (xml === null) {
      throw notTaken(
        `${host} hides more of "${secretName}" than its value, which a write would destroy. Nothing was sent. Change it there by hand.`,
        409,
      );
    }
    return xml;
  }

  async #send(url: URL, body: string, secret: string): Promise<HttpAnswer> {
    const write = (): Promise<HttpAnswer> =>
      this.#requests.write({
        method: 'POST',
        url,
        contentType: 'application/xml',
        body,
        secret,
        headers: this.#crumb,
      });
    try {
      return await write();
    } catch (error) {
      // A refusal says that nothing was written; it can be the crumb that was missing, or has ended.
      if (!(error instanceof ProviderError) || error.failure.detail?.['status'] !== 403) throw error;
      const fresh = await this.#askForCrumb();
      if (fresh === null) throw error;
      this.#crumb = fresh;
      return write();
    }
  }

  /** Null where Jenkins has none to give, as it is when API tokens need none. */
  async #askForCrumb(): Promise<Readonly<Record<string, string>> | null> {
    try {
      const answer = await this.#requests.get(
        this.#requests.address(['crumbIssuer', 'api', 'json']),
        'application/json',
      );
      const { crumb: value, crumbRequestField } = readShape(crumb, readJson(answer), this.#requests.host);
      const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
      return {
        [crumbRequestField.toLowerCase()]: value,
        ...(cookies.length === 0 ? {} : { cookie: cookies.join('; ') }),
      };
    } catch (error) {
      if (error instanceof ProviderError && error.code !== 'cancelled') return null;
      throw error;
    }
  }
}

/** The value as text: a file, which may hold anything, as base64. */
function sentText({ form, bytes }: SecretValue): string {
  return form === 'file' ? Buffer.from(bytes).toString('base64') : (textOf(bytes) ?? '');
}

function explain(place: JenkinsPlace, answer: HttpAnswer, secrets: readonly string[]): ProviderError | null {
  const { status, url } = answer;
  if (status === 403) {
    const refused = explainPlain(answer, explanations(place), secrets);
    if (refused === null) return null;
    return new ProviderError(
      refused.code,
      `${refused.message} Jenkins says the same (403) where it wants a crumb and got none or an old one: an API token in place of the password needs none.`,
      refused.failure.detail,
    );
  }
  if (status >= 500 && url.pathname.endsWith('/createCredentials')) {
    return new ProviderError(
      'provider-unreachable',
      `${url.host} has a problem with that credential (${status}). Jenkins says so where it cannot read it: for secret text and files it needs the plugin "Plain Credentials".`,
      { status },
    );
  }
  return explainPlain(answer, explanations(place), secrets);
}

function explanations(place: JenkinsPlace) {
  return {
    where: `credential or credential store there (${placeText(place)})`,
    needs: `a user with the permissions ${PERMISSIONS}, and an API token of theirs`,
    notTaken: {
      400: 'the id or the value breaks one of its rules. Nothing was changed.',
      409: 'a credential of that id is there already. Look at what is there again before you replace it.',
    },
    check: 'Check the folder and the base address, and the permission Credentials/View.',
  };
}
