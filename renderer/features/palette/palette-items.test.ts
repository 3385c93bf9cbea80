import { describe, expect, it } from 'vitest';
import type { Command } from '../../commands/registry.ts';
import { findCommands, itemsAtRest, itemsFor } from './palette-items.ts';

const run = () => undefined;
const COMMANDS: readonly Command[] = [
  { id: 'keys.add', title: 'Add key', section: 'Keys', keywords: 'new create', run },
  { id: 'go.settings', title: 'Settings', section: 'Go to', keywords: 'preferences', run },
  { id: 'project.settings', title: 'Project settings', section: 'Project', run },
];

describe('commands in the palette', () => {
  it('are found by title and keywords, beginnings first', () => {
    expect(findCommands('settings', COMMANDS).map(({ command }) => command.id)).toEqual([
      'go.settings',
      'project.settings',
    ]);
    expect(findCommands('new', COMMANDS).map(({ command }) => command.id)).toEqual(['keys.add']);
    expect(findCommands('', COMMANDS)).toEqual([]);
  });

  it('stand in sections at rest, what was used last first and only there', () => {
    const items = itemsAtRest(COMMANDS, [{ type: 'command', id: 'go.settings' }], () => undefined);
    expect(items.map(({ id }) => id)).toEqual([
      'recent',
      'recent go.settings',
      'section Keys',
      'keys.add',
      'section Project',
      'project.settings',
    ]);
  });

  it('leave a recent use out whose key or command is gone', () => {
    expect(itemsAtRest(COMMANDS, [{ type: 'command', id: 'gone' }], () => undefined)[0]?.id).toBe('section Keys');
  });

  it('come first only where a title starts with what was typed', () => {
    expect(itemsFor('sett', COMMANDS, [])[0]?.id).toBe('commands');
    expect(itemsFor('prefer', COMMANDS, []).map(({ id }) => id)).toEqual(['commands', 'go.settings']);
  });
});
