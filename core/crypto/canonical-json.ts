export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/**
 * JSON with one spelling only: object names sorted by UTF-16 code unit, no spaces, absent members left out. Numbers must
 * be integers, whose spelling is the same everywhere. For what is authenticated, after RFC 8785.
 */
export function canonicalJson(value: Json): Buffer {
  return Buffer.from(spell(value), 'utf8');
}

function spell(value: Json): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new TypeError('Only integers are canonical');
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(spell).join(',')}]`;
  const members = Object.entries(value)
    .filter((member): member is [string, Json] => member[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, member]) => `${JSON.stringify(name)}:${spell(member)}`);
  return `{${members.join(',')}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
