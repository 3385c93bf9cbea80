import type { RefObject } from 'react';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import type { AuthenticationMethod } from '#shared/domain/provider-api.ts';
import { Select } from '../../ui/select.tsx';
import type { ChosenWay, ConnectionErrors } from './connection-form-values.ts';
import {
  type CredentialChange,
  type CredentialInputs,
  KeepStored,
  PartFields,
  readParts,
  StoredCredential,
} from './credential-parts.tsx';

const GROUP = 'credential';

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
  const read = readParts(GROUP, method.credential, inputs);
  return read === null || 'errors' in read ? read : { method: method.id, fields: read.fields };
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
  if (stored && change !== 'give') return <StoredCredential change={change} onChange={onChange} />;
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
      {method === undefined ? null : (
        <PartFields owner={method.id} group={GROUP} parts={method.credential} inputs={inputs} errors={errors} />
      )}
      <p className="field-hint">
        {method?.needs === undefined ? '' : `It must be: ${method.needs.value}. `}
        {listsKeys
          ? 'Sealed in the vault. It may be left empty and given later; until then nothing is synced.'
          : 'Optional. Keys are read from the dashboard; this lets Keyrail test the connection.'}
        {stored ? <KeepStored onChange={onChange} /> : null}
      </p>
    </>
  );
}
