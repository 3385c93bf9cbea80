import { Suspense, useEffect, useState } from 'react';
import { type DialogRequest, hostDialogs } from '../../dialogs.ts';
import { DialogContent } from './deferred.ts';

/** Shows the dialog that was asked for. A pasted value lives here, in the open dialog, and nowhere else. */
export function DialogHost() {
  const [request, setRequest] = useState<DialogRequest | null>(null);
  useEffect(() => hostDialogs(setRequest), []);
  if (request === null) return null;
  return (
    <Suspense fallback={null}>
      <DialogContent request={request} onClose={() => setRequest(null)} />
    </Suspense>
  );
}
