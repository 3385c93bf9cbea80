import type { ProjectVariables } from '@gitbeaker/rest';
import type { HttpMethod } from '../../../http/exchange.ts';
import { readJson } from '../../../http/read-json.ts';
import { type GuardedTransport, readAfterWrite } from '../../transport/guarded-transport.ts';

type Requester = ProjectVariables['requester'];
type RequesterOptions = Parameters<Requester['get']>[1];
type Fields = Readonly<Record<string, unknown>>;

/**
 * What Gitbeaker sends through: our transport, which adds the token, so that Gitbeaker never holds it. Values are taken out
 * of every answer before Gitbeaker sees it.
 * @param onArrival is shown an answer with its values, at once and only once
 */
export function guardedRequester(
  transport: GuardedTransport,
  onArrival?: (json: unknown) => void,
): (service: { readonly url: string }) => Requester {
  return ({ url }) => {
    async function send(method: HttpMethod, path: string, options: RequesterOptions) {
      const { filter, ...body } = (options?.body ?? {}) as Fields;
      const address = new URL(`${url.replace(/\/+$/, '')}/${path}`);
      // Gitbeaker puts the filter of a PUT into its body; GitLab documents it in the query.
      for (const [name, value] of queryOf({ ...options?.searchParams, ...(filter === undefined ? {} : { filter }) })) {
        address.searchParams.append(name, value);
      }
      const isRead = method === 'GET';
      const answer = await transport.send({
        method,
        url: address.href,
        headers: { accept: 'application/json', ...(isRead ? {} : { 'content-type': 'application/json' }) },
        ...(isRead ? {} : { body: JSON.stringify(snakeCased(body)) }),
      });
      const json = isRead ? readJson(answer) : readAfterWrite(() => readJson(answer));
      onArrival?.(json);
      return {
        // The caller reads it by a schema; Gitbeaker only hands it through.
        body: withoutValues(json) as never,
        headers: Object.fromEntries(answer.headers),
        status: answer.status,
      };
    }
    return {
      get: (path, options) => send('GET', path, options),
      post: (path, options) => send('POST', path, options),
      put: (path, options) => send('PUT', path, options),
      patch: (path, options) => send('PATCH', path, options),
      delete: (path, options) => send('DELETE', path, options),
    };
  };
}

/** A variable, or a list of them, without what it holds. */
function withoutValues(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(withoutValues);
  if (typeof json !== 'object' || json === null) return json;
  const { value: _, ...rest } = json as Fields;
  return rest;
}

function queryOf(fields: Fields): (readonly [string, string])[] {
  return Object.entries(snakeCased(fields)).flatMap(([name, value]): (readonly [string, string])[] => {
    if (value === undefined || value === null) return [];
    if (typeof value !== 'object') return [[name, String(value)]];
    return Object.entries(snakeCased(value as Fields)).map(([inner, one]) => [`${name}[${inner}]`, String(one)]);
  });
}

/** `environmentScope`, as Gitbeaker writes it, to `environment_scope`. */
function snakeCased(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}
