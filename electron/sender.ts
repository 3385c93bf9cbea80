import { isAppAddress } from './app-origin.ts';

/** What is looked at of the frame that sent a message; an Electron `WebFrameMain` fits. */
export type SenderFrame = Readonly<{ url: string; parent: unknown }>;

/**
 * Whether a message comes from our page: our one window, its main frame (a frame inside it is never ours), on our origin.
 *
 * @param sender the contents that sent it, and the frame, which is null when it has navigated or gone since
 * @param ourPage the contents of our window; null while there is none
 */
export function isOurPage(
  sender: Readonly<{ contentsId: number; frame: SenderFrame | null }>,
  ourPage: Readonly<{ id: number }> | null,
): boolean {
  const { contentsId, frame } = sender;
  if (ourPage === null || frame === null) return false;
  return contentsId === ourPage.id && frame.parent === null && isAppAddress(frame.url);
}
