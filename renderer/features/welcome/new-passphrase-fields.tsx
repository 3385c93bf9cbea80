import { type RefObject, useState } from 'react';
import { PasswordField } from '../../ui/password-field.tsx';
import { judgePassphrase, type PassphraseFeedback } from './passphrase-feedback.ts';

/**
 * A new passphrase, typed twice. What is typed stays in the two inputs; only how strong it looks is kept outside them.
 */
export function NewPassphraseFields({
  first,
  second,
  error,
  mismatch,
}: {
  readonly first: RefObject<HTMLInputElement | null>;
  readonly second: RefObject<HTMLInputElement | null>;
  readonly error: string | undefined;
  readonly mismatch: boolean;
}) {
  const [feedback, setFeedback] = useState<PassphraseFeedback>(() => judgePassphrase(''));
  return (
    <div className="new-passphrase">
      <PasswordField
        ref={first}
        label="Passphrase"
        error={error}
        hint={
          <span className="strength" data-level={feedback.level}>
            <span className="strength-bars" aria-hidden="true">
              <i />
              <i />
              <i />
            </span>
            <span role="status">{feedback.text}</span>
          </span>
        }
        onChange={(event) => setFeedback(judgePassphrase(event.target.value))}
      />
      <PasswordField ref={second} label="The same again" error={mismatch ? 'The two are not the same.' : undefined} />
    </div>
  );
}
