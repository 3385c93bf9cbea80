import type { RemoteStatus } from '#shared/domain/remote-key.ts';
import { folded } from './languages.ts';

/** A provider's own word for a state, and which of ours it is; from its definition. */
export type StatusWord = Readonly<{ text: string; status: RemoteStatus }>;

const WORDS: Readonly<Record<Exclude<RemoteStatus, 'unknown'>, string>> = {
  active:
    'active|enabled|valid|live|aktiv|aktiviert|gultig|actif|active|activee|valide|activo|activa|habilitado|habilitada|ativo|ativa|attivo|attiva|abilitato|actief|ingeschakeld|aktywny|aktywna|wlaczony|نشط|مفعل|ساري|صالح|有効|アクティブ|有效|活跃|启用|已启用|激活|啟用|활성|활성화|사용 중|사용중',
  deactivated:
    'deactivated|disabled|inactive|archived|blocked|locked|not active|no longer active|not enabled|nicht aktiv|nicht mehr aktiv|pas actif|pas active|plus actif|plus active|non actif|no activo|no activa|nao ativo|nao ativa|non attivo|non attiva|niet actief|nie aktywny|nie jest aktywny|غير نشط|غير مفعل|معطل|موقوف|未启用|paused|suspended|deaktiviert|inaktiv|gesperrt|desactive|desactivee|inactif|inactive|desactivado|desactivada|inactivo|inactiva|deshabilitado|desativado|desativada|inativo|inativa|disattivato|disattivata|inattivo|disabilitato|gedeactiveerd|uitgeschakeld|inactief|nieaktywny|nieaktywna|dezaktywowany|wylaczony|無効|非アクティブ|停止中|已停用|已禁用|未激活|停用|禁用|비활성|비활성화',
  revoked:
    'revoked|deleted|removed|cancelled|canceled|destroyed|ملغى|محذوف|تم الإلغاء|widerrufen|geloscht|revoque|revoquee|supprime|revocado|revocada|eliminado|revogado|revogada|excluido|revocato|revocata|eliminato|ingetrokken|verwijderd|uniewazniony|cofniety|odwolany|取り消し済み|取消済み|失効済み|失効|已撤销|已吊销|已撤銷|취소됨|폐기됨|해지됨',
  expired:
    'expired|lapsed|منتهي|منتهي الصلاحية|منتهية|abgelaufen|expire|expiree|caducado|caducada|vencido|vencida|expirado|expirada|scaduto|scaduta|verlopen|wygasly|wygasl|wygasla|期限切れ|已过期|已過期|过期|만료됨|만료',
};

const KNOWN = new Map<string, RemoteStatus>(
  (Object.keys(WORDS) as (keyof typeof WORDS)[]).flatMap((status) =>
    WORDS[status].split('|').map((word) => [folded(word), status] as const),
  ),
);

/**
 * A provider's word in ours: as its definition says, else as its word means in one of the languages. A word that neither
 * knows is `unknown`, and is kept as it was written.
 */
export function readStatus(
  text: string,
  words: readonly StatusWord[] = [],
): { status: RemoteStatus; statusText: string } {
  const statusText = text.replace(/\s+/g, ' ').trim().slice(0, 200);
  const known = (plain: string): RemoteStatus | null =>
    words.find((word) => folded(word.text) === plain)?.status ?? KNOWN.get(plain) ?? null;
  const plain = folded(statusText)
    .replace(/^(?:status|state|الحالة):? /, '')
    // "● Active", "✅ Active", "Active ✓"
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N})]+$/gu, '');
  return { status: known(plain) ?? leadingStatus(plain, statusText, known) ?? 'unknown', statusText };
}

/** Goes on after a status: when, by whom, or a remark. */
const GOES_ON =
  /^(?:[\s]*[(,;:·•|–—-]| (?:on|by|at|since|until|till|in|from|as|and|but|for|ago|due|because|\d|am|um|von|seit|bis|vor|wegen|le|par|depuis|jusqu|il y a|el|por|desde|hasta|hace|em|ate|ha|il|da|dal|fino|op|door|sinds|tot|przez|od|do|w)(?=$|[^\p{L}])|$)/u;
/** In French and others "expire" is also what a key will do. */
const NOT_YET = /^(?:expire|expira)(?=$| )/;

const DENIED = /^[\s:·•|–—=-]+(?:no|not yet|false|never|nein|noch nicht|non|nao|nee|nie|いいえ|否|아니요|لا|0)$/;
const UNUSED_FOR = /^ (?:for|since|seit|depuis|desde|hace|da|sinds|od) .*\d/;

/** "Revoked on Apr 4, 2026", "Expired 3 days ago", "Active (expires soon)": the status that a text begins with. */
function leadingStatus(
  plain: string,
  written: string,
  known: (plain: string) => RemoteStatus | null,
): RemoteStatus | null {
  if (NOT_YET.test(plain) && !/é|ó|ò/i.test(written)) return null;
  const words = plain.split(' ');
  for (let count = Math.min(4, words.length); count > 0; count -= 1) {
    const start = words.slice(0, count).join(' ');
    const short = start.replace(/[^\p{L}\p{N}]+$/u, '');
    const status = known(short);
    const rest = plain.slice(short.length);
    if (status === null || !GOES_ON.test(rest)) continue;
    // "Revoked: no", and "Inactive for 90 days" of a key that nobody used.
    if (DENIED.test(rest) || (status === 'deactivated' && UNUSED_FOR.test(rest))) return null;
    return status;
  }
  return null;
}

/** The one status that a longer text names as a word of its own ("Revoked keys"); null where it names none or several. */
export function statusNamedIn(text: string, words: readonly StatusWord[] = []): RemoteStatus | null {
  const found = new Set<RemoteStatus>();
  for (const word of text.split(/[^\p{L}\p{N}]+/u)) {
    if (word === '') continue;
    const { status } = readStatus(word, words);
    if (status !== 'unknown') found.add(status);
  }
  return found.size === 1 ? ([...found][0] ?? null) : null;
}
