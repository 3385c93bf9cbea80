import type { RefObject } from 'react';
import type { CiSystemInfo } from '#shared/contract/ci-targets.ts';
import {
  type CredentialChange,
  type CredentialInputs,
  KeepStored,
  PartFields,
  readParts,
  StoredCredential,
} from '../providers/credential-parts.tsx';

const GROUP = 'token';

/** Reads what was typed. Null: nothing at all, so that it is left for later. `errors`: parts that are missing. */
export function readToken(
  parts: CiSystemInfo['token'],
  inputs: CredentialInputs,
): { readonly token: Record<string, string> } | { readonly errors: Record<string, string> } | null {
  const read = readParts(GROUP, parts, inputs);
  return read === null || 'errors' in read ? read : { token: read.fields };
}

/** The access token. */
export function TokenFields({
  info,
  inputs,
  stored,
  change,
  onChange,
  errors,
}: {
  readonly info: CiSystemInfo;
  readonly inputs: RefObject<CredentialInputs>;
  readonly stored: boolean;
  readonly change: CredentialChange;
  readonly onChange: (change: CredentialChange) => void;
  readonly errors: Readonly<Record<string, string>>;
}) {
  if (stored && change !== 'give') return <StoredCredential change={change} onChange={onChange} />;
  const parts = info.token.map((part) => {
    const [label, hint] = splitLabel(part.label);
    return { ...part, label, hint };
  });
  return (
    <>
      <PartFields owner={info.id} group={GROUP} parts={parts} inputs={inputs} errors={errors} />
      <p className="field-hint">
        It must be: {info.tokenNeeds}. Sealed in the vault and sent to {info.name} only. It may be left empty: keys are
        then placed there by hand.
        {stored ? <KeepStored onChange={onChange} /> : null}
      </p>
    </>
  );
}

/** "User name (none for …)": what stands in brackets is the hint. */
function splitLabel(label: string): readonly [name: string, explained: string | undefined] {
  const match = /^(.+?) \((.+)\)$/.exec(label);
  const [, name, explained] = match ?? [];
  if (name === undefined || explained === undefined) return [label, undefined];
  return [name, `${explained.charAt(0).toUpperCase()}${explained.slice(1)}.`];
}
