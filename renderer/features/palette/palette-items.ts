import type { KeyId } from '#shared/domain/ids.ts';
import type { KeySummary } from '#shared/domain/key.ts';
import type { Command } from '../../commands/registry.ts';
import type { Recent } from './palette-store.ts';

export type PaletteItem =
  | { readonly type: 'heading'; readonly id: string; readonly text: string }
  | { readonly type: 'command'; readonly id: string; readonly command: Command }
  | { readonly type: 'key'; readonly id: string; readonly key: KeySummary };

/** Everything that can be asked for with nothing typed: what was last used, then the commands by section. */
export function itemsAtRest(
  commands: readonly Command[],
  recent: readonly Recent[],
  keyById: (id: KeyId) => KeySummary | undefined,
): readonly PaletteItem[] {
  const items: PaletteItem[] = [];
  const byId = new Map(commands.map((command) => [command.id, command]));
  for (const used of recent) {
    if (used.type === 'command') {
      const command = byId.get(used.id);
      if (command) items.push({ type: 'command', id: `recent ${used.id}`, command });
    } else {
      const key = keyById(used.id);
      if (key) items.push({ type: 'key', id: `recent ${used.id}`, key });
    }
  }
  if (items.length > 0) items.unshift({ type: 'heading', id: 'recent', text: 'Recent' });
  const shown = new Set(items.map(({ id }) => id));
  const sections = new Map<string, Command[]>();
  for (const command of commands) {
    if (shown.has(`recent ${command.id}`)) continue;
    const section = sections.get(command.section);
    if (section) section.push(command);
    else sections.set(command.section, [command]);
  }
  for (const [section, inSection] of sections) {
    items.push({ type: 'heading', id: `section ${section}`, text: section });
    for (const command of inSection) items.push({ type: 'command', id: command.id, command });
  }
  return items;
}

/** What fits the words typed: keys and commands, those first whose best match is better. */
export function itemsFor(
  query: string,
  commands: readonly Command[],
  keys: readonly KeySummary[],
): readonly PaletteItem[] {
  const found = findCommands(query, commands);
  const keyItems: PaletteItem[] = keys.map((key) => ({ type: 'key', id: key.id, key }));
  const commandItems: PaletteItem[] = found.map(({ command }) => ({ type: 'command', id: command.id, command }));
  if (keyItems.length > 0) keyItems.unshift({ type: 'heading', id: 'keys', text: 'Keys' });
  if (commandItems.length > 0) commandItems.unshift({ type: 'heading', id: 'commands', text: 'Commands' });
  // A command whose title starts with what was typed is what was meant; otherwise keys are looked for more often.
  return found[0]?.rank === 0 ? [...commandItems, ...keyItems] : [...keyItems, ...commandItems];
}

/** Commands that have every word in their title, section or keywords; beginnings of the title first. */
export function findCommands(
  query: string,
  commands: readonly Command[],
): readonly { readonly command: Command; readonly rank: number }[] {
  const text = query.trim().toLowerCase();
  const words = text.split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return commands
    .flatMap((command) => {
      const title = command.title.toLowerCase();
      const all = `${title} ${command.section.toLowerCase()} ${command.keywords?.toLowerCase() ?? ''}`;
      if (!words.every((word) => all.includes(word))) return [];
      const rank = title.startsWith(text)
        ? 0
        : title.split(/\s+/).some((word) => word.startsWith(words[0] ?? ''))
          ? 1
          : 2;
      return [{ command, rank }];
    })
    .sort((a, b) => a.rank - b.rank);
}
