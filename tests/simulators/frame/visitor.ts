import { DEMO_ACCOUNTS } from './demo-accounts.ts';

/** Somebody with a browser that only keeps cookies: for tests of the pages' rules. */
export class Visitor {
  readonly #url: string;
  readonly #cookies = new Map<string, string>();

  constructor(url: string) {
    this.#url = url;
  }

  async signIn(userName = 'dana', password = passwordOf(userName)): Promise<Response> {
    return this.post('/sign-in', { username: userName, password });
  }

  /** Follows redirects, as a browser does. */
  async get(path: string): Promise<Response> {
    return this.#send(path, {});
  }

  async post(path: string, fields: Readonly<Record<string, string>> | URLSearchParams = {}): Promise<Response> {
    return this.#send(path, { method: 'POST', body: new URLSearchParams(fields) });
  }

  async page(path: string): Promise<string> {
    return (await this.get(path)).text();
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await fetch(new URL(path, this.#url), { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of reply.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      this.#cookies.set(name, value);
    }
    const location = reply.headers.get('location');
    return reply.status === 303 && location !== null ? this.#send(location, {}) : reply;
  }
}

function passwordOf(userName: string): string {
  return DEMO_ACCOUNTS.find((account) => account.userName === userName)?.password ?? '';
}
