import { cleanPaste } from '#core/recognition/clean-paste.ts';
import { askYesNo } from './prompt.ts';

/** What stands around a value; `removed` says so in words, without any of the value. */
export type Wrapping = {
  readonly kind: 'one' | 'many';
  /** The value without it. */
  readonly value: string;
  readonly name?: string;
  readonly removed: readonly string[];
};

/** Line ends and tabs are part of many values; the others come from keys that no prompt knows, or from a terminal's output. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this looks for
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * What copying seems to have left around a value, or null where nothing stands out.
 * @param withOffered also what is as likely a part of the value: where a person is asked, or said that it comes off
 */
export function findWrapping(text: string, withOffered: boolean): Wrapping | null {
  const plain = text.replace(CONTROL_CHARACTERS, '');
  const clean = cleanPaste(plain, withOffered);
  if (clean.kind === 'many') return { kind: 'many', value: text, removed: [] };
  const value = clean.kind === 'one' ? clean.value : '';
  if (value === text) return null;
  const removed = [...(plain === text ? [] : ['control characters']), ...clean.removed];
  const name = clean.kind === 'one' ? clean.name : undefined;
  return {
    kind: 'one',
    value,
    ...(name === undefined ? {} : { name }),
    removed: removed.length === 0 ? ['spaces'] : removed,
  };
}

/** Asks whether it is to come off; anything but yes keeps it. */
export async function offerCleaning({ removed, value }: Wrapping): Promise<boolean> {
  const left = value === '' ? ' Nothing would be left.' : '';
  return askYesNo(`There seems to be something around the value: ${removed.join(', ')}.${left} Take it off?`);
}
