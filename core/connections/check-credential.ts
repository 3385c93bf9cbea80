import { failure, type Result, success } from '#shared/contract/result.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import type { ConnectionCredential } from './credential.ts';

/**
 * Checks a credential against the method of the definition that it names: every part that the method needs, and no other.
 * The result has the parts as they are, without empty ones. A space at an end is refused and not taken off: nobody would see
 * that it went. Messages name parts, never what is in them.
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
  const given = Object.entries(fields).filter(([, value]) => value.trim() !== '');
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
  const spaced = method.credential.find(({ field }) =>
    given.some(([known, value]) => known === field && value !== value.trim()),
  );
  if (spaced !== undefined) {
    return failure('value-invalid', `${spaced.label} has a space at its start or its end. Give it without.`, {
      fields: [spaced.field],
    });
  }
  return success({ method: method.id, fields: Object.fromEntries(given) });
}
