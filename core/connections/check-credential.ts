import { failure, type Result, success } from '#shared/contract/result.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import type { ConnectionCredential } from './credential.ts';

/**
 * Checks a credential against the method of the definition that it names: every part that the method needs, and no other.
 * The result has the parts without spaces around them, and without empty ones. Messages name parts, never what is in them.
 */
export function checkCredential(
  definition: ProviderDefinition,
  { method: methodId, fields }: ConnectionCredential,
): Result<ConnectionCredential, 'value-invalid'> {
  const name = definition.name.value;
  const method = definition.authentication.find(({ id }) => id === methodId);
  if (method === undefined) {
    const known = definition.authentication.map(({ id }) => id).join(', ');
    return failure(
      'value-invalid',
      known === ''
        ? `Nothing is kept to sign in to ${name}: a person does so on its page.`
        : `${name} takes no credential of that form. It takes: ${known}.`,
    );
  }
  const given = Object.entries(fields)
    .map(([field, value]) => [field, value.trim()] as const)
    .filter(([, value]) => value !== '');
  const wanted = method.credential.map(({ field }) => field);
  const unknown = Object.keys(fields).filter((field) => !wanted.includes(field));
  if (unknown.length > 0) {
    return failure('value-invalid', `${name} takes these parts and no other: ${wanted.join(', ')}.`);
  }
  const missing = method.credential.filter(
    ({ field, optional }) => optional !== true && !given.some(([known]) => known === field),
  );
  if (missing.length > 0) {
    const labels = missing.map(({ label }) => label).join(', ');
    return failure('value-invalid', `It also takes: ${labels}.`, { fields: missing.map(({ field }) => field) });
  }
  const broken = method.credential.find(({ field }) =>
    given.some(([known, value]) => known === field && /\p{Cc}/u.test(value)),
  );
  if (broken !== undefined) {
    return failure('value-invalid', `${broken.label} must be one line without control characters.`, {
      fields: [broken.field],
    });
  }
  return success({ method: method.id, fields: Object.fromEntries(given) });
}
