import { Suspense, useEffect, useState } from 'react';
import { type DialogRequest, hostDialogs } from '../../dialogs.ts';
import { leaveForms } from '../../ui/form-guard.ts';
import { DialogContent } from './deferred.ts';

/** Shows the dialog that was asked for. A pasted value lives here, in the open dialog, and sealed in the engine. */
export function DialogHost() {
  const [asked, setAsked] = useState<{ readonly request: DialogRequest; readonly turn: number } | null>(null);
  useEffect(
    () =>
      hostDialogs((request, isStored) => {
        const show = (): void => setAsked((before) => ({ request, turn: (before?.turn ?? 0) + 1 }));
        if (isStored) show();
        else leaveForms(show);
      }),
    [],
  );
  if (asked === null) return null;
  return (
    <Suspense fallback={null}>
      {/* One that is asked for from another of its kind starts anew. */}
      <DialogContent key={asked.turn} request={asked.request} onClose={() => setAsked(null)} />
    </Suspense>
  );
}
