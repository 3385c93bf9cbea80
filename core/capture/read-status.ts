import type { RemoteStatus } from '#shared/domain/remote-key.ts';
import { folded } from './languages.ts';

/** A provider's own word for a state, and which of ours it is; from its definition. */
export type StatusWord = Readonly<{ text: string; status: RemoteStatus }>;

const WORDS: Readonly<Record<Exclude<RemoteStatus, 'unknown'>, string>> = {
  active:
    'active|enabled|valid|live|aktiv|aktiviert|gultig|actif|active|activee|valide|activo|activa|habilitado|habilitada|ativo|ativa|attivo|attiva|abilitato|actief|ingeschakeld|aktywny|aktywna|wlaczony|有効|アクティブ|有效|活跃|启用|已启用|激活|啟用|활성|활성화|사용 중|사용중',
  deactivated:
    'deactivated|disabled|inactive|paused|suspended|deaktiviert|inaktiv|gesperrt|desactive|desactivee|inactif|inactive|desactivado|desactivada|inactivo|inactiva|deshabilitado|desativado|desativada|inativo|inativa|disattivato|disattivata|inattivo|disabilitato|gedeactiveerd|uitgeschakeld|inactief|nieaktywny|nieaktywna|dezaktywowany|wylaczony|無効|非アクティブ|停止中|已停用|已禁用|未激活|停用|禁用|비활성|비활성화',
  revoked:
    'revoked|deleted|widerrufen|geloscht|revoque|revoquee|supprime|revocado|revocada|eliminado|revogado|revogada|excluido|revocato|revocata|eliminato|ingetrokken|verwijderd|uniewazniony|cofniety|odwolany|取り消し済み|取消済み|失効済み|失効|已撤销|已吊销|已撤銷|취소됨|폐기됨|해지됨',
  expired:
    'expired|abgelaufen|expire|expiree|caducado|caducada|vencido|vencida|expirado|expirada|scaduto|scaduta|verlopen|wygasly|wygasl|wygasla|期限切れ|已过期|已過期|过期|만료됨|만료',
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
  const plain = folded(statusText).replace(/^status:? /, '');
  const own = words.find((word) => folded(word.text) === plain);
  return { status: own?.status ?? KNOWN.get(plain) ?? 'unknown', statusText };
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
