import { expect, test } from 'vitest';
import { availableCommands, type Command, registerCommands, runCommand } from './registry.ts';

const command = (id: string, run: () => void = () => {}, when?: () => boolean): Command => ({
  id,
  title: id,
  section: 'App',
  run,
  ...(when === undefined ? {} : { when }),
});

test('a command runs by its id while it makes sense', () => {
  let ran = 0;
  let sensible = true;
  const end = registerCommands([
    command(
      'test.run',
      () => (ran += 1),
      () => sensible,
    ),
  ]);
  expect(runCommand('test.run')).toBe(true);
  sensible = false;
  expect(runCommand('test.run')).toBe(false);
  expect(availableCommands().some(({ id }) => id === 'test.run')).toBe(false);
  end();
  sensible = true;
  expect(runCommand('test.run')).toBe(false);
  expect(ran).toBe(1);
});

test('taking an earlier command away leaves the one that stood in for it', () => {
  const first = registerCommands([command('test.same')]);
  const second = registerCommands([{ ...command('test.same'), title: 'second' }]);
  first();
  expect(availableCommands().find(({ id }) => id === 'test.same')?.title).toBe('second');
  second();
});
