import type { KeyKind } from '#shared/domain/key.ts';

/**
 * How long keys live at most, in milliseconds, by "provider kind", where every key of that kind ends by itself. The
 * definitions say so (`livesAtMostMs`), and a test holds this to them: what is due is asked for at every start, and reading
 * the catalogue for it would make the start slower.
 */
export const KEY_LIFETIMES: ReadonlyMap<string, number> = new Map<`${string} ${KeyKind}`, number>([
  ['nativemessage token', 604_800_000],
]);
