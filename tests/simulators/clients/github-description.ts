import { createRequire } from 'node:module';
import type { TestContext } from 'vitest';
import { installedPackage } from './vendor-package.ts';

type Schema = Readonly<Record<string, unknown>>;
type Content = {
  readonly content?: { readonly 'application/json'?: { readonly schema: Schema } };
  readonly $ref?: string;
};
type Operation = { readonly requestBody?: Content; readonly responses: Readonly<Record<string, Content | undefined>> };
interface Specification {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation | undefined>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Content | undefined>>>>;
}
interface Ajv {
  compile(schema: Schema): { (value: unknown): boolean; errors?: unknown };
}
type AjvPackage = { readonly Ajv: new (options: Record<string, unknown>) => Ajv };

/** One request and its answer, as they went over the wire. */
export interface Exchange {
  readonly method: string;
  /** Below the API's base address, without the query. */
  readonly path: string;
  /** The request's JSON; undefined without a body. */
  readonly body: unknown;
  readonly status: number;
  readonly answer: unknown;
}

export interface GitHubDescription {
  /** `/repos/{owner}/{repo}/…`; null where GitHub describes no such address. */
  readonly templateOf: (exchange: Exchange) => string | null;
  /** What the description does not allow, in words; empty where all is well. */
  readonly violations: (exchange: Exchange) => readonly string[];
}

/**
 * Statuses that GitHub's guide gives for the whole API and its description does not repeat at each address, of which the
 * common error is what their body is.
 */
const COMMON_ERRORS = [401, 403, 404, 422, 429];

/** The official description in `@octokit/openapi`; where it is not installed (it is large), the test is skipped and says so. */
export async function githubDescriptionOrSkip(context: TestContext): Promise<GitHubDescription> {
  const { Ajv } = await installedPackage<AjvPackage>('ajv');
  const api = specificationOrSkip(context);
  const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
  const templates = Object.keys(api.paths)
    // Fixed words before names: `public-key` is not somebody's secret.
    .toSorted((a, b) => a.split('{').length - b.split('{').length)
    .map((template) => ({ template, pattern: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`) }));

  function resolved(content: Content | undefined): Content | undefined {
    const [, , kind = '', name = ''] = content?.$ref?.split('/') ?? [];
    return content?.$ref === undefined ? content : api.components[kind]?.[name];
  }
  function problemsOf(what: string, content: Content | undefined, value: unknown): string[] {
    const schema = resolved(content)?.content?.['application/json']?.schema;
    if (schema === undefined) {
      const isEmpty = value === undefined || value === '' || JSON.stringify(value) === '{}';
      return isEmpty ? [] : [`${what}: nothing is described`];
    }
    const validate = ajv.compile({ ...schema, components: api.components });
    return validate(value) ? [] : [`${what}: ${JSON.stringify(validate.errors)}`];
  }
  function templateOf({ method, path }: Exchange): string | null {
    return (
      templates.find(
        ({ template, pattern }) => pattern.test(path) && api.paths[template]?.[method.toLowerCase()] !== undefined,
      )?.template ?? null
    );
  }
  return {
    templateOf,
    violations: (exchange) => {
      const { method, path, body, status, answer } = exchange;
      const template = templateOf(exchange);
      const operation = template === null ? undefined : api.paths[template]?.[method.toLowerCase()];
      if (operation === undefined) return [`${method} ${path}: no such address`];
      const described = operation.responses[String(status)];
      const response =
        described === undefined && COMMON_ERRORS.includes(status)
          ? api.components['responses']?.['not_found']
          : described;
      if (response === undefined) return [`${method} ${path}: no answer ${status}`];
      return [
        ...problemsOf(`${method} ${path}, request`, operation.requestBody, body),
        ...problemsOf(`${method} ${path}, answer ${status}`, response, answer),
      ];
    },
  };
}

/** Runs something and keeps what went over the wire meanwhile. Only addresses under `/api/v3` are told apart from it. */
export async function recordExchanges(run: () => Promise<void>): Promise<Exchange[]> {
  const original = globalThis.fetch;
  const seen: Exchange[] = [];
  globalThis.fetch = async (input, init) => {
    const answer = await original(input, init);
    const text = await answer.clone().text();
    seen.push({
      method: init?.method ?? 'GET',
      path: new URL(String(input)).pathname.replace(/^\/api\/v3/, ''),
      body: typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined,
      status: answer.status,
      answer: text === '' ? undefined : (JSON.parse(text) as unknown),
    });
    return answer;
  };
  try {
    await run();
  } finally {
    globalThis.fetch = original;
  }
  return seen;
}

function specificationOrSkip(context: TestContext): Specification {
  try {
    return createRequire(import.meta.url)('@octokit/openapi/generated/api.github.com.json') as Specification;
  } catch {
    return context.skip('@octokit/openapi is not installed');
  }
}
