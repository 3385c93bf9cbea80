import { KeyRound } from 'lucide-react';
import type { RefObject } from 'react';
import { Button } from '../../ui/button.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** What happens to a credential when its form is saved. `keep`: nothing; without a stored one, none is given. */
export type CredentialChange = 'keep' | 'give' | 'remove';

/** The parts of a credential, in their fields and nowhere else. */
export type CredentialInputs = Map<string, HTMLInputElement>;

export interface CredentialPart {
  readonly field: string;
  readonly label: string;
  readonly secret: boolean;
  readonly optional?: boolean | undefined;
  readonly hint?: string | undefined;
}

/**
 * Reads what was typed. Null: nothing at all, so that it is left for later. `errors`: parts that are missing.
 * @param group stands before a field's name in the errors
 */
export function readParts(
  group: string,
  parts: readonly CredentialPart[],
  inputs: CredentialInputs,
): { readonly fields: Record<string, string> } | { readonly errors: Record<string, string> } | null {
  const typed = parts.map((part) => ({ ...part, text: inputs.get(part.field)?.value.trim() ?? '' }));
  if (typed.every(({ text }) => text === '')) return null;
  const missing = typed.filter(({ text, optional }) => text === '' && optional !== true);
  if (missing.length > 0) {
    return {
      errors: Object.fromEntries(missing.map(({ field, label }) => [`${group}.${field}`, `${label} is missing.`])),
    };
  }
  return {
    fields: Object.fromEntries(typed.filter(({ text }) => text !== '').map(({ field, text }) => [field, text])),
  };
}

/** A stored credential is never shown: it can be replaced or removed. */
export function StoredCredential({
  change,
  onChange,
}: {
  readonly change: CredentialChange;
  readonly onChange: (change: CredentialChange) => void;
}) {
  return (
    <div className="credential-stored">
      <KeyRound size={14} aria-hidden="true" />
      <p>{change === 'remove' ? 'Will be removed when you save.' : 'Stored, sealed in the vault.'}</p>
      <Button onClick={() => onChange('give')}>Replace…</Button>
      {change === 'remove' ? (
        <Button onClick={() => onChange('keep')}>Keep</Button>
      ) : (
        <Button onClick={() => onChange('remove')}>Remove</Button>
      )}
    </div>
  );
}

/**
 * A field for each part.
 * @param owner what it is for: what was typed for one must not be sent to, or for, another
 */
export function PartFields({
  owner,
  group,
  parts,
  inputs,
  errors,
}: {
  readonly owner: string;
  readonly group: string;
  readonly parts: readonly CredentialPart[];
  readonly inputs: RefObject<CredentialInputs>;
  readonly errors: Readonly<Record<string, string | undefined>>;
}) {
  const hold = (field: string) => (input: HTMLInputElement | null) => {
    if (input === null) inputs.current.delete(field);
    else inputs.current.set(field, input);
  };
  return parts.map(({ field, label, secret, optional, hint }) => {
    const props = {
      label: optional === true ? `${label} (optional)` : label,
      hint,
      error: errors[`${group}.${field}`],
      ref: hold(field),
    };
    const key = `${owner} ${field}`;
    return secret ? <PasswordField key={key} {...props} /> : <TextField key={key} {...props} monospace />;
  });
}

/** Back to the credential that is stored. */
export function KeepStored({ onChange }: { readonly onChange: (change: CredentialChange) => void }) {
  return (
    <Button variant="quiet" className="link-button" onClick={() => onChange('keep')}>
      Keep the stored one
    </Button>
  );
}
