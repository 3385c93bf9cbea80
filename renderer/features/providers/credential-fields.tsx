import { KeyRound } from 'lucide-react';
import type { RefObject } from 'react';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import type { AuthenticationMethod } from '#shared/domain/provider-api.ts';
import { Button } from '../../ui/button.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { ChosenWay, ConnectionErrors } from './connection-form-values.ts';

/** What happens to the credential when the form is saved. `keep`: nothing; without a stored one, none is given. */
export type CredentialChange = 'keep' | 'give' | 'remove';

/** The parts of a credential, in their fields and nowhere else. */
export type CredentialInputs = Map<string, HTMLInputElement>;

/** The methods that can be chosen: the API's own where it lists keys, else all that the provider documents. */
export function methodsFor(definition: ProviderDefinition, way: ChosenWay): readonly AuthenticationMethod[] {
  const { api } = definition.sync;
  if (api === undefined) return definition.authentication;
  return way === 'api' ? definition.authentication.filter(({ id }) => id === api.authentication) : [];
}

/** "API key", "User name and password" */
export function methodLabel({ credential }: AuthenticationMethod): string {
  return credential
    .filter(({ optional }) => optional !== true)
    .map(({ label }) => label)
    .join(' and ');
}

/**
 * Reads what was typed. Null: nothing at all, so that it is left for later. `errors`: parts that are missing.
 */
export function readCredential(
  method: AuthenticationMethod | undefined,
  inputs: CredentialInputs,
): { readonly method: string; readonly fields: Record<string, string> } | { readonly errors: ConnectionErrors } | null {
  if (method === undefined) return null;
  const typed = method.credential.map((part) => ({ ...part, text: inputs.get(part.field)?.value.trim() ?? '' }));
  if (typed.every(({ text }) => text === '')) return null;
  const missing = typed.filter(({ text, optional }) => text === '' && optional !== true);
  if (missing.length > 0) {
    return {
      errors: Object.fromEntries(missing.map(({ field, label }) => [`credential.${field}`, `${label} is missing.`])),
    };
  }
  return {
    method: method.id,
    fields: Object.fromEntries(typed.filter(({ text }) => text !== '').map(({ field, text }) => [field, text])),
  };
}

/** Which method signs requests in, and its parts. A stored credential is never shown: it can be replaced or removed. */
export function CredentialFields({
  methods,
  method,
  onMethod,
  inputs,
  stored,
  change,
  onChange,
  errors,
  listsKeys,
}: {
  readonly methods: readonly AuthenticationMethod[];
  readonly method: AuthenticationMethod | undefined;
  readonly onMethod: (id: string) => void;
  readonly inputs: RefObject<CredentialInputs>;
  readonly stored: boolean;
  readonly change: CredentialChange;
  readonly onChange: (change: CredentialChange) => void;
  readonly errors: ConnectionErrors;
  /** Whether keys are listed with it; otherwise it is good for tests only. */
  readonly listsKeys: boolean;
}) {
  if (stored && change !== 'give') {
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
  const hold = (field: string) => (input: HTMLInputElement | null) => {
    if (input === null) inputs.current.delete(field);
    else inputs.current.set(field, input);
  };
  return (
    <>
      {methods.length > 1 ? (
        <Select
          label="Sign in with"
          value={method?.id ?? ''}
          onChange={onMethod}
          options={methods.map((each) => ({ value: each.id, label: methodLabel(each) }))}
        />
      ) : null}
      {method?.credential.map(({ field, label, secret, optional }) => {
        const props = {
          label: optional === true ? `${label} (optional)` : label,
          error: errors[`credential.${field}`],
          ref: hold(field),
        };
        // A field of its own for each method: what was typed for one must not be sent for another.
        const key = `${method.id} ${field}`;
        return secret ? <PasswordField key={key} {...props} /> : <TextField key={key} {...props} monospace />;
      })}
      <p className="field-hint">
        {method?.needs === undefined ? '' : `It must be: ${method.needs.value}. `}
        {listsKeys
          ? 'Sealed in the vault. It may be left empty and given later; until then nothing is synced.'
          : 'Optional. Keys are read from the dashboard; this lets Keyrail test the connection.'}
        {stored ? (
          <Button variant="quiet" className="link-button" onClick={() => onChange('keep')}>
            Keep the stored one
          </Button>
        ) : null}
      </p>
    </>
  );
}
