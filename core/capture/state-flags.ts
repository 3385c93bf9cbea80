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
/** The instant at which it happened, in a column that is empty where it did not. */
const WHEN = /^\d{4}-\d{2}-\d{2}/;

/**
 * Puts columns of yes and no, such as `active`, `revoked` or `revoked_at`, together into one column of status words: "revoked"
 * before "expired" before "disabled" before "inactive" and "active". A column of such a name that holds words is left as it is.
 */
export function withStatesFromFlags(table: PageTable): PageTable {
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
      stateOf(found.map(({ index, flag }) => ({ flag, text: cellText(row[index]).trim() }))),
    ]),
  };
}

function isFlag(text: string): boolean {
  return YES.test(text) || NO.test(text) || WHEN.test(text);
}

function stateOf(said: readonly { flag: Flag; text: string }[]): string {
  const words = new Set(
    said.flatMap(({ flag, text }) => {
      const isYes = YES.test(text) || WHEN.test(text);
      if (flag === 'active') return text === '' ? [] : [isYes ? 'active' : 'inactive'];
      return isYes ? [flag] : [];
    }),
  );
  for (const word of ['revoked', 'expired', 'disabled', 'inactive', 'active'] as const)
    if (words.has(word)) return word;
  // Not revoked and not disabled, by the only columns that say anything.
  return said.some(({ text }) => text !== '') && said.every(({ flag }) => flag !== 'active') ? 'active' : '';
}
