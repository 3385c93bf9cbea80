import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { madeUpValue, nameOf, projectOf } from '../fixtures/many-keys.ts';
import type { Program } from './time-program.ts';
import { runProgram } from './time-program.ts';

const COMMAND = 'keepassxc-cli';
/** Not a real passphrase: it guards made-up values in a temporary folder. */
const PASSPHRASE = 'made-up bench passphrase';

/** Its version, or null where it is not installed. */
export function keepassxcVersion(): string | null {
  const asked = spawnSync(COMMAND, ['--version'], { encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.trim() : null;
}

/**
 * A database with the same entries as `addManyKeys`, in a group for each project, made by KeePassXC's own import with
 * the key derivation that its command line gives a new database unless told otherwise.
 */
export async function createKeepassxcDatabase(folder: string, count: number): Promise<string> {
  const xml = join(folder, 'entries.xml');
  const database = join(folder, 'entries.kdbx');
  writeFileSync(xml, xmlOf(count), { mode: 0o600 });
  // The passphrase, and the same once more.
  await runProgram({
    command: COMMAND,
    args: ['import', '--quiet', '--set-password', xml, database],
    input: `${PASSPHRASE}\n${PASSPHRASE}\n`,
  });
  rmSync(xml);
  return database;
}

/** Prints one entry's password. */
export function keepassxcShow(database: string, index: number): Program {
  return {
    command: COMMAND,
    args: ['show', '--quiet', '--show-protected', '--attributes', 'Password', database, entryOf(index)],
    input: `${PASSPHRASE}\n`,
    prints: `${madeUpValue(index)}\n`,
  };
}

function entryOf(index: number): string {
  return `${projectOf(index)}/${titleOf(index)}`;
}

function titleOf(index: number): string {
  return `${nameOf(index)}-${index % 3}`;
}

/** KeePass 2 XML, as KeePassXC exports it. */
function xmlOf(count: number): string {
  const groups = new Map<string, string[]>();
  for (let index = 0; index < count; index += 1) {
    const name = projectOf(index);
    const entries = groups.get(name) ?? [];
    groups.set(name, entries);
    entries.push(entryXml(index));
  }
  const inner = [...groups].map(([name, entries]) => groupXml(name, entries.join('')));
  return `<?xml version="1.0" encoding="UTF-8"?>
<KeePassFile><Meta><Generator>Keyrail</Generator><DatabaseName>Bench</DatabaseName></Meta><Root>${groupXml(
    'Root',
    inner.join(''),
  )}</Root></KeePassFile>`;
}

function groupXml(name: string, content: string): string {
  return `<Group><UUID>${uuid()}</UUID><Name>${name}</Name>${content}</Group>`;
}

function entryXml(index: number): string {
  const fields = [
    ['Title', titleOf(index)],
    ['UserName', ''],
    ['URL', ''],
    ['Notes', `Made up, number ${index}`],
  ];
  const strings = fields.map(([key, value]) => `<String><Key>${key}</Key><Value>${value}</Value></String>`).join('');
  const password = `<String><Key>Password</Key><Value ProtectInMemory="True">${madeUpValue(index)}</Value></String>`;
  return `<Entry><UUID>${uuid()}</UUID>${strings}${password}</Entry>`;
}

function uuid(): string {
  return randomBytes(16).toString('base64');
}
