/** What a handler answers; the server sends it, or what a fault makes of it. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

type Headers = Reply['headers'];

export interface ReplyOptions {
  readonly status?: number;
  readonly headers?: Headers;
}

function reply(type: string, body: string, { status = 200, headers = {} }: ReplyOptions): Reply {
  return { status, headers: { 'content-type': type, ...headers }, body };
}

export function json(value: unknown, options: ReplyOptions = {}): Reply {
  return reply('application/json; charset=utf-8', JSON.stringify(value), options);
}

export function text(body: string, options: ReplyOptions = {}): Reply {
  return reply('text/plain; charset=utf-8', body, options);
}

export function xml(body: string, options: ReplyOptions = {}): Reply {
  return reply('text/xml; charset=utf-8', body, options);
}

export function htmlPage(markup: { readonly html: string }, options: ReplyOptions = {}): Reply {
  return reply('text/html; charset=utf-8', markup.html, options);
}

export function noContent(headers: Headers = {}): Reply {
  return { status: 204, headers, body: '' };
}

/** 303: whatever the method was, the next request is a GET. */
export function seeOther(location: string, headers: Headers = {}): Reply {
  return { status: 303, headers: { location, ...headers }, body: '' };
}

export function withHeaders(original: Reply, headers: Headers): Reply {
  return { ...original, headers: { ...original.headers, ...headers } };
}
