import { success } from '#shared/contract/result.ts';
import { type Handlers, unlocked } from './handlers.ts';

export const pastedHandlers: Handlers<'pasted'> = {
  keep: (engine, { pastedId, text, ...note }) =>
    unlocked(engine, ({ session }) => success({ pastedId: engine.pasted.keep(session, text, note, pastedId) })),
  describe: (engine, { pastedId, ...note }) => unlocked(engine, () => engine.pasted.describe(pastedId, note)),
  list: (engine) => unlocked(engine, () => success({ pasted: engine.pasted.list() })),
  discard: (engine, { pastedId }) =>
    unlocked(engine, () => {
      engine.pasted.discard(pastedId);
      return success({});
    }),
};
