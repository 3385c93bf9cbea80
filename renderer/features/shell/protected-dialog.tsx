import { useEffect, useState } from 'react';
import { hostProtectedQuestions, type ProtectedQuestion, type ProtectedUse } from '../../actions/protected.ts';
import { findEnvironment } from '../../stores/projects.ts';
import { AlertDialog } from '../../ui/alert-dialog.tsx';

const CONFIRM: Readonly<Record<ProtectedUse, string>> = {
  reveal: 'Reveal the value',
  copy: 'Copy the value',
  save: 'Save to a file',
  export: 'Export the values',
  check: 'Send it to the provider',
  push: 'Push to CI',
  place: 'Copy it for the target',
};

/** Asks before a protected environment's values are used for the first time since the vault was unlocked. */
export function ProtectedDialog() {
  const [question, setQuestion] = useState<ProtectedQuestion | null>(null);
  useEffect(() => hostProtectedQuestions(setQuestion), []);
  // Locking takes this away with the question open: whoever waits is told no.
  useEffect(() => () => question?.answer(false), [question]);
  const close = (yes: boolean): void => {
    question?.answer(yes);
    setQuestion(null);
  };
  const place = findEnvironment(question?.environmentId ?? null);
  const name = place === undefined ? 'This environment' : `${place.project.name} ${place.environment.name}`;
  return (
    <AlertDialog
      open={question !== null}
      onClose={() => close(false)}
      onConfirm={() => close(true)}
      title={`Use values from ${place?.environment.name ?? 'a protected environment'}?`}
      confirmLabel={CONFIRM[question?.use ?? 'copy']}
    >
      {name} is protected. After you agree, its values can be used until the vault locks: revealed, copied, checked at
      their providers, and placed in CI targets.
    </AlertDialog>
  );
}
