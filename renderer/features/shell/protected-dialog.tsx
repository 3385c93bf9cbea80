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
  rotate: 'Rotate',
  'make-current': 'Make it current',
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
  const places = (question?.environmentIds ?? []).flatMap((id) => findEnvironment(id) ?? []);
  const [place] = places;
  const one = places.length < 2;
  // Formats take a while to come up: not before somebody is asked.
  const names = places.length === 0 ? '' : nameAll(places);
  return (
    <AlertDialog
      open={question !== null}
      onClose={() => close(false)}
      onConfirm={() => close(true)}
      title={
        one
          ? `Use values from ${place?.environment.name ?? 'a protected environment'}?`
          : `Use values from ${places.length} protected environments?`
      }
      confirmLabel={CONFIRM[question?.use ?? 'copy']}
    >
      {names === '' ? 'This environment' : names} {one ? 'is' : 'are'} protected. After you agree,{' '}
      {one ? 'its' : 'their'} values can be used until the vault locks: revealed, copied, checked at their providers,
      and placed in CI targets.
    </AlertDialog>
  );
}

function nameAll(places: readonly NonNullable<ReturnType<typeof findEnvironment>>[]): string {
  const names = places.map(({ project, environment }) => `${project.name} ${environment.name}`);
  const shown = names.length > 6 ? [...names.slice(0, 5), `${names.length - 5} more`] : names;
  return new Intl.ListFormat('en').format(shown);
}
