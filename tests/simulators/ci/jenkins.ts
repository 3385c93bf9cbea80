import { MadeUp } from '../frame/made-up.ts';
import { json, type Reply, text, withHeaders, xml } from '../frame/reply.ts';
import { basic, cookie, header, type SimulatorRequest } from '../frame/request.ts';
import { Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';
import { escapedXml, readFlatXml } from './flat-xml.ts';
import { CiTokens } from './tokens.ts';

/** A credential: its class, and its fields as a job gets them. */
export interface JenkinsCredential {
  readonly type: string;
  readonly fields: Map<string, string>;
}

type Kind = { readonly typeName: string; readonly plugin: string; readonly hidden: string };

const KINDS: Readonly<Record<string, Kind>> = {
  'org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl': {
    typeName: 'Secret text',
    plugin: 'plain-credentials',
    hidden: 'secret',
  },
  'org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl': {
    typeName: 'Secret file',
    plugin: 'plain-credentials',
    hidden: 'secretBytes',
  },
  'com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl': {
    typeName: 'Username with password',
    plugin: 'credentials',
    hidden: 'password',
  },
};
const REDACTED = '<secret-redacted/>';

/** One Jenkins with its own store and those of folders. */
export class Jenkins {
  readonly tokens = new CiTokens('jenkins');
  /** By the folder's path; '' is Jenkins's own. */
  readonly stores = new Map<string, Map<string, JenkinsCredential>>([['', new Map()]]);
  /** Without it there is no secret text and no file. */
  hasPlainCredentials = true;
  /** Whether writes need a crumb, as they do for who does not use an API token. */
  wantsCrumb = false;
  readonly #madeUp = new MadeUp('jenkins');
  readonly #crumbs = new Map<string, string>();

  addFolder(path: string): Map<string, JenkinsCredential> {
    const store = new Map<string, JenkinsCredential>();
    this.stores.set(path, store);
    return store;
  }

  /** A crumb is good for the session that it was given to. */
  giveCrumb(): { readonly session: string; readonly crumb: string } {
    const given = { session: this.#madeUp.hex(24), crumb: this.#madeUp.hex(64) };
    this.#crumbs.set(given.session, given.crumb);
    return given;
  }

  isCrumb(session: string | null, crumb: string | null): boolean {
    return session !== null && crumb !== null && this.#crumbs.get(session) === crumb;
  }
}

/**
 * The credentials plugin's REST, at `/` and at `/jenkins/`. What a 403, a 404 and a 500 have in their bodies is the
 * simulator's, and so is what becomes of a hidden value that is sent back: it is destroyed.
 */
export function startJenkins(options: SimulatorOptions = {}): Promise<Simulator<Jenkins>> {
  const state = new Jenkins();
  const router = new Router(() => page(404, 'Not Found'));
  for (const method of ['GET', 'POST']) router.on(method, '/*', (request) => answer(state, request));
  return startServer(router, state, options);
}

function answer(state: Jenkins, request: SimulatorRequest): Reply {
  const given = basic(request);
  const token = given === null ? null : state.tokens.find(given.password, given.name);
  if (token === null) return page(401, 'Unauthorized');
  const path = request.url.pathname.replace(/^\/jenkins(?=\/)/, '');
  if (path === '/crumbIssuer/api/json') {
    if (!state.wantsCrumb) return page(404, 'Not Found');
    const { session, crumb } = state.giveCrumb();
    return withHeaders(
      json({ _class: 'hudson.security.csrf.DefaultCrumbIssuer', crumb, crumbRequestField: 'Jenkins-Crumb' }),
      {
        'set-cookie': `JSESSIONID.${'made-up'}=${session}; Path=/; HttpOnly`,
      },
    );
  }
  const match = /^((?:\/job\/[^/]+)*)\/credentials\/store\/(system|folder)\/domain\/_\/(.+)$/.exec(path);
  const folder = (match?.[1] ?? '').split('/job/').slice(1).map(decodeURIComponent).join('/');
  const store = state.stores.get(folder);
  const isStore = (match?.[2] === 'system') === (folder === '');
  if (match === null || store === undefined || !isStore || !token.mayRead) return page(404, 'Not Found');
  if (request.method === 'POST') {
    if (!token.mayWrite) return page(403, `${token.user} is missing the Credentials/Create permission`);
    const hasCrumb = state.isCrumb(cookie(request, 'JSESSIONID.made-up'), header(request, 'jenkins-crumb'));
    if (state.wantsCrumb && !hasCrumb) return page(403, 'No valid crumb was included in the request');
  }
  return inStore(state, store, match[3] ?? '', request);
}

function inStore(
  state: Jenkins,
  store: Map<string, JenkinsCredential>,
  rest: string,
  request: SimulatorRequest,
): Reply {
  if (request.method === 'GET' && rest === 'api/json') return listed(store);
  if (request.method === 'POST' && rest === 'createCredentials') {
    const made = read(state, request);
    if (made === null) return page(500, 'Oops! A problem occurred while processing the request.');
    const id = made.fields.get('id') ?? '';
    if (store.has(id)) return page(409, 'Conflict');
    store.set(id, made);
    return text('');
  }
  const id = decodeURIComponent(/^credential\/([^/]+)\/config\.xml$/.exec(rest)?.[1] ?? '');
  const known = store.get(id);
  if (known === undefined) return page(404, 'Not Found');
  if (request.method === 'GET') return xml(configOf(known));
  const changed = read(state, request);
  if (changed === null) return page(500, 'Oops! A problem occurred while processing the request.');
  store.set(id, changed);
  return text('');
}

function listed(store: Map<string, JenkinsCredential>): Reply {
  return json({
    _class: 'com.cloudbees.plugins.credentials.CredentialsStoreAction$DomainWrapper',
    credentials: [...store].map(([id, { type, fields }]) => ({
      id,
      typeName: KINDS[type]?.typeName,
      displayName: id,
      description: fields.get('description') ?? null,
      fullName: `system/_/${id}`,
    })),
  });
}

/** Null for what Jenkins cannot make a credential of. */
function read(state: Jenkins, request: SimulatorRequest): JenkinsCredential | null {
  const type = header(request, 'content-type') ?? '';
  if (!/^(?:application|text)\/xml\b/.test(type)) return null;
  const body = readFlatXml(request.body);
  const kind = body === null ? undefined : KINDS[body.root];
  if (body === null || kind === undefined) return null;
  if (kind.plugin === 'plain-credentials' && !state.hasPlainCredentials) return null;
  const fields = new Map(body.children);
  for (const [name, value] of fields) if (value === REDACTED) fields.set(name, '');
  return { type: body.root, fields };
}

function configOf({ type, fields }: JenkinsCredential): string {
  const kind = KINDS[type];
  const isNameHidden = fields.get('usernameSecret') === 'true';
  const children = [...fields].map(([name, value]) => {
    const isHidden = name === kind?.hidden || (isNameHidden && name === 'username');
    const content = isHidden ? REDACTED : escapedXml(value);
    return content === '' ? `  <${name}/>` : `  <${name}>${content}</${name}>`;
  });
  return `<?xml version='1.1' encoding='UTF-8'?>\n<${type} plugin="${kind?.plugin ?? ''}@1">\n${children.join('\n')}\n</${type}>`;
}

function page(status: number, words: string): Reply {
  return text(words, { status });
}
