import type { WebContents } from 'electron';
import { EVENT_CHANNEL } from '#shared/contract/channels.ts';
import type { EngineEvent } from '#shared/contract/events.ts';

/** Tells the page of an event. Nothing happens where the page is gone. */
export function tellPage(page: WebContents, event: EngineEvent): void {
  if (!page.isDestroyed()) page.send(EVENT_CHANNEL, event);
}
