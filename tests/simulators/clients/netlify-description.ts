import { createRequire } from 'node:module';
import { Ajv } from 'ajv';

type Schema = { readonly properties?: Readonly<Record<string, Schema>>; readonly items?: Schema };
type Parameter = { readonly in: string; readonly name: string; readonly required?: boolean; readonly schema?: Schema };
type Operation = {
  readonly parameters: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly schema?: Schema } | undefined>>;
};
type Description = {
  readonly basePath: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation | undefined>>>>;
};

/** One request and its answer, as they went over the wire. */
export type NetlifyExchange = {
  readonly method: string;
  readonly url: URL;
  /** The request's JSON; undefined without a body. */
  readonly body: unknown;
  readonly status: number;
  readonly answer: unknown;
};

const description = createRequire(import.meta.url)('@netlify/open-api') as Description;
const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
const templates = Object.keys(description.paths).map((template) => ({
  template,
  pattern: new RegExp(`^${description.basePath}${template.replace(/\{\w+\}/g, '[^/]+')}$`),
}));

/** What Netlify's own description of its API (`@netlify/open-api`) does not allow, in words; empty where all is well. */
export function netlifyViolations({ method, url, body, status, answer }: NetlifyExchange): string[] {
  const { template = '' } = templates.find(({ pattern }) => pattern.test(url.pathname)) ?? {};
  const operation = description.paths[template]?.[method.toLowerCase()];
  if (operation === undefined) return [`${method} ${url.pathname} is not described`];
  const what = `${method} ${template} ${status}`;
  const queries = operation.parameters.filter((parameter) => parameter.in === 'query');
  const wanted = operation.parameters.find((parameter) => parameter.in === 'body');
  // Where a status is not described, what is said of errors counts; a good one has to be.
  const response = operation.responses[String(status)] ?? (status < 400 ? undefined : operation.responses['default']);
  return [
    ...[...url.searchParams.keys()]
      .filter((name) => !queries.some((query) => query.name === name))
      .map((name) => `${what}: the query has "${name}"`),
    ...(body === undefined
      ? wanted?.required === true
        ? [`${what}: a body is wanted`]
        : []
      : problemsOf(`${what}, request`, wanted?.schema, body)),
    ...problemsOf(`${what}, answer`, response?.schema, answer),
  ];
}

function problemsOf(what: string, schema: Schema | undefined, value: unknown): string[] {
  if (schema === undefined) return [`${what}: is not described`];
  const validate = ajv.compile(schema);
  const wrong = validate(value) ? [] : [`${what}: ${ajv.errorsText(validate.errors)}`];
  return [...wrong, ...undescribed(schema, value).map((path) => `${what}: has ${path}`)];
}

/** Names in a value that its schema does not have: a schema that forbids nothing would let them pass. */
function undescribed(schema: Schema | undefined, value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => undescribed(schema?.items, item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const own = schema?.properties?.[name];
    return own === undefined ? [`${path}.${name}`] : undescribed(own, inner, `${path}.${name}`);
  });
}
