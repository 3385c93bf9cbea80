import type { StartedCopy } from '../ci/copy-assistant.ts';
import type { ClipboardPut } from './clipboard-guard.ts';

/** A copy by hand between its beginning and its end. */
export type CopyUnderWay = {
  readonly copy: StartedCopy;
  /** What it put on the clipboard last, or null. */
  readonly put: ClipboardPut | null;
  readonly valueWasOffered: boolean;
};
