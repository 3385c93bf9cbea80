import { ipcMain, type WebContents } from 'electron';
import type { Engine } from '#core/engine/engine.ts';
import type { Log } from '#core/log.ts';
import { channelOf, contract } from '#shared/contract/index.ts';
import { type Failed, failure, type Result } from '#shared/contract/result.ts';
import { isOurPage } from './sender.ts';

/**
 * The only place that uses `ipcMain`: one handler for each procedure of the contract, on a channel of its own.
 *
 * @param options.ourPage the contents of our one window, null while there is none
 * @param options.opened settles when the engine has tried to open the vault silently; calls wait for it, so that the
 * page's first question does not find a vault locked that is about to open
 */
export function answerPage(options: {
  engine: Engine;
  log: Log;
  ourPage: () => WebContents | null;
  opened: Promise<void>;
}): void {
  for (const [group, procedures] of Object.entries(contract)) {
    for (const name of Object.keys(procedures)) {
      ipcMain.handle(channelOf(group, name), async (event, request: unknown): Promise<Result<unknown>> => {
        const sender = { contentsId: event.sender.id, frame: event.senderFrame };
        if (!isOurPage(sender, options.ourPage())) {
          options.log.warn('sender-refused', { procedure: `${group}.${name}` });
          return refused();
        }
        try {
          await options.opened;
          return await options.engine.call(group, name, request);
        } catch (error) {
          options.log.error('call-threw', error, { procedure: `${group}.${name}` });
          return unexpected();
        }
      });
    }
  }
}

function refused(): Failed<'sender-refused'> {
  return failure('sender-refused', 'Only Keyrail’s own window may ask this.');
}

function unexpected(): Failed<'unexpected'> {
  return failure('unexpected', 'Something went wrong inside Keyrail. Try again, or start Keyrail anew.');
}
