import { KeyRound } from 'lucide-react';
import type { RefObject } from 'react';
import type { CiSystemInfo } from '#shared/contract/ci-targets.ts';
import { Button } from '../../ui/button.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** What happens to the token when the form is saved. `keep`: nothing; without a stored one, none is given. */
export type TokenChange = 'keep' | 'give' | 'remove';

/** The parts of a token, in their fields and nowhere else. */
export type TokenInputs = Map<string, HTMLInputElement>;

type TokenPart = CiSystemInfo['token'][number];

/** Reads what was typed. Null: nothing at all, so that it is left for later. `errors`: parts that are missing. */
export function readToken(
  parts: readonly TokenPart[],
  inputs: TokenInputs,
): { readonly token: Record<string, string> } | { readonly errors: Record<string, string> } | null {
  const typed = parts.map((part) => ({ ...part, text: inputs.get(part.field)?.value.trim() ?? '' }));
  if (typed.every(({ text }) => text === '')) return null;
  const missing = typed.filter(({ text, optional }) => text === '' && !optional);
  if (missing.length > 0) {
    return {
      errors: Object.fromEntries(missing.map(({ field, label }) => [`token.${field}`, `${label} is missing.`])),
    };
  }
  return { token: Object.fromEntries(typed.filter(({ text }) => text !== '').map(({ field, text }) => [field, text])) };
}

/** The access token. A stored one is never shown: it can be replaced or removed. */
export function TokenFields({
  info,
  inputs,
  stored,
  change,
  onChange,
  errors,
}: {
  readonly info: CiSystemInfo;
  readonly inputs: RefObject<TokenInputs>;
  readonly stored: boolean;
  readonly change: TokenChange;
  readonly onChange: (change: TokenChange) => void;
  readonly errors: Readonly<Record<string, string>>;
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
      {info.token.map(({ field, label, secret, optional }) => {
        const [name, explained] = splitLabel(label);
        const props = {
          label: optional ? `${name} (optional)` : name,
          hint: explained,
          error: errors[`token.${field}`],
          ref: hold(field),
        };
        // A field of its own for each system: what was typed for one must not be sent to another.
        const key = `${info.id} ${field}`;
        return secret ? <PasswordField key={key} {...props} /> : <TextField key={key} {...props} monospace />;
      })}
      <p className="field-hint">
        It must be: {info.tokenNeeds}. Sealed in the vault and sent to {info.name} only. It may be left empty: keys are
        then placed there by hand.
        {stored ? (
          <Button variant="quiet" className="link-button" onClick={() => onChange('keep')}>
            Keep the stored one
          </Button>
        ) : null}
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
