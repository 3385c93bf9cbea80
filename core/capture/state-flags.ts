import { titleKey } from './column-titles.ts';
import { cellText, type PageTable } from './page-table.ts';

type Flag = 'revoked' | 'expired' | 'disabled' | 'active';

/** Columns that say a state by yes and no, and what a yes means. */
const FLAGS: Readonly<Record<string, Flag>> = {
  ...flags('active|is active|enabled|is enabled|valid|is valid|activated|live', 'active'),
  ...flags('inactive|is inactive|disabled|is disabled|deactivated|is deactivated|suspended|is suspended', 'disabled'),
  ...flags('blocked|is blocked|paused|is paused|archived|is archived|locked|is locked', 'disabled'),
  ...flags('revoked|is revoked|deleted|is deleted|cancelled|canceled|invalidated', 'revoked'),
  ...flags('expired|is expired|has expired', 'expired'),
  ...flags('revoked at|revoked on|revocation date|deleted at|date revoked', 'revoked'),
  ...flags('disabled at|deactivated at|archived at|suspended at|blocked at', 'disabled'),
};

function flags(titles: string, flag: Flag): Record<string, Flag> {
  return Object.fromEntries(titles.split('|').map((title) => [title, flag]));
}

const YES = /^(?:true|yes|y|1|on|✓|✔|✅|☑|ja|oui|sí|si|sim|tak|はい|是|예|نعم)$/i;
const NO = /^(?:false|no|n|0|off|✗|✘|❌|☐|nein|non|não|nao|nee|nie|いいえ|否|아니요|لا|)$/i;
/** As programs write that something never happened; the first instant of their calendar is none. */
const NEVER = /^(?:never|none|null|nil|n\/a|[-–—]+|0{4}-0{2}-0{2}.*|0001-01-01.*|1970-01-01T00:00:00(?:\.0+)?Z?)$/i;
/** The instant at which it happened, in a column that is empty where it did not. */
const WHEN = /^(?:\d{4}-\d{2}-\d{2}(?:[T ].*)?|1\d{9}(?:\d{3})?)$/;

/**
 * Puts columns of yes and no, such as `active`, `revoked` or `revoked_at`, together into one column of status words: "revoked"
 * before "expired" before "disabled" before "inactive" and "active". A column of such a name that holds words is left as it is.
 * @param now milliseconds: what is to happen later has not happened
 */
export function withStatesFromFlags(table: PageTable, now: number): PageTable {
  const found = table.columns.flatMap((title, index) => {
    const flag = FLAGS[titleKey(title)];
    if (flag === undefined || !table.rows.every((row) => isFlag(cellText(row[index]).trim()))) return [];
    // An empty column says nothing.
    return table.rows.some((row) => cellText(row[index]).trim() !== '') || /(?:at|on|date)/.test(title)
      ? [{ index, flag, title }]
      : [];
  });
  if (found.length === 0 || table.rows.length === 0) return table;
  const places = new Set(found.map(({ index }) => index));
  const keep = <T>(row: readonly T[]): T[] => row.filter((_, index) => !places.has(index));
  const title = `Status (${found.map((one) => one.title).join(', ')})`;
  return {
    ...table,
    columns: [...keep(table.columns), title],
    rows: table.rows.map((row) => [
      ...keep(row),
      stateOf(
        found.map(({ index, flag }) => ({ flag, text: cellText(row[index]).trim() })),
        now,
      ),
    ]),
  };
}

function isFlag(text: string): boolean {
  return YES.test(text) || NO.test(text) || NEVER.test(text) || WHEN.test(text);
}

/** Whether it says that something has happened. */
function isPast(text: string, now: number): boolean {
  if (NEVER.test(text) || !WHEN.test(text)) return false;
  const at = /^\d{10,13}$/.test(text) ? Number(text.padEnd(13, '0')) : Date.parse(text.replace(' ', 'T'));
  // What is no day of the calendar is not known to lie ahead.
  return !(at > now);
}

function stateOf(said: readonly { flag: Flag; text: string }[], now: number): string {
  const words = new Set(
    said.flatMap(({ flag, text }) => {
      const isYes = YES.test(text) || isPast(text, now);
      if (flag === 'active') return text === '' || NEVER.test(text) ? [] : [isYes ? 'active' : 'inactive'];
      return isYes ? [flag] : [];
    }),
  );
  for (const word of ['revoked', 'expired', 'disabled', 'inactive', 'active'] as const)
    if (words.has(word)) return word;
  // Not revoked and not disabled, by the only columns that say anything.
  return said.some(({ text }) => text !== '') && said.every(({ flag }) => flag !== 'active') ? 'active' : '';
}
