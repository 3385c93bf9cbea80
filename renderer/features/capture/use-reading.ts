import { useState } from 'react';
import type { Contract } from '#shared/contract/index.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import type { Result } from '#shared/contract/result.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { foundNothing } from './capture-words.ts';

/** A preview that waits in the engine, with the id that it is asked by. */
export type Held = ResponseOf<Contract['captures']['fromDashboard']>;

/** Why nothing was read: in one word for the step that has to do something about it, and in a sentence for the person. */
export interface ReadProblem {
  readonly code: string;
  readonly message: string;
}

export interface Reading {
  readonly busy: boolean;
  readonly problem: ReadProblem | null;
  /**
   * Waits for a reading. What found something to look at goes to `onRead`; anything else becomes the problem. False where
   * the person called it off.
   */
  readonly read: (answer: Promise<Result<Held>>) => Promise<boolean>;
}

export function useReading(onRead: (held: Held) => void): Reading {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ReadProblem | null>(null);
  const read = async (answer: Promise<Result<Held>>): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    const result = await call(answer);
    setBusy(false);
    if (!result.ok) {
      if (isQuiet(result)) return false;
      setProblem(result.error);
      return true;
    }
    const { previewId, preview } = result.value;
    if (foundNothing(preview)) {
      void engine().captures.discard({ previewId });
      setProblem({ code: preview.outcome, message: preview.message });
    } else onRead(result.value);
    return true;
  };
  return { busy, problem, read };
}

/** What a problem is called over its message. */
export function problemTitle(code: string): string {
  switch (code) {
    case 'dashboard-not-open':
      return 'The window is not open';
    case 'sign-in':
      return 'The page asks to sign in';
    case 'no-list':
      return 'No list was found';
    case 'no-key-list':
      return 'No list of keys was found';
    case 'dashboard-unreadable':
      return 'The page could not be read';
    case 'file-unreadable':
      return 'The file could not be read';
    case 'import-invalid':
      return 'There is no list of keys in it';
    case 'address-invalid':
      return 'The address of the dashboard does not do';
    case 'unsupported':
      return 'There is no such window on this desktop';
    default:
      return 'Nothing was read';
  }
}
