import type { RemoteSecret } from '#shared/domain/ci.ts';
import { invalidAnswer } from '../http/provider-error.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import type { CiSystem } from './ci-system.ts';
import type { OpenTarget } from './open-target.ts';
import { type PlacementRow, placementRowsIn } from './placement-rows.ts';
import { isUnderWay, type ReceiptRow, type StepRow } from './receipts.ts';
import { noteSeen, settleStep } from './step-record.ts';

/** What a target had at one moment. */
export type Look = {
  /** When it began; what was written later is not in it. */
  readonly at: number;
  readonly secrets: readonly RemoteSecret[];
};

/** Ten times what the largest of the systems holds in one place. */
const MOST_SECRETS = 300_000;

/** Lists a target, page by page. @throws ProviderError */
export async function lookAt({ session, row }: OpenTarget, now: () => number): Promise<Look> {
  const at = now();
  const secrets: RemoteSecret[] = [];
  for await (const page of session.list()) {
    // One by one: a page of a hostile server may have more than a call takes arguments.
    for (const secret of page) secrets.push(secret);
    if (secrets.length > MOST_SECRETS) {
      throw invalidAnswer('endless-pages', `${row.name} lists more than ${MOST_SECRETS} secrets.`);
    }
  }
  return { at, secrets };
}

/** The secret of a name, as the system compares names. */
export function secretNamed(look: Look, name: string, system: Pick<CiSystem, 'sameName'>): RemoteSecret | null {
  return (
    look.secrets.find((secret) => secret.name === name) ??
    look.secrets.find((secret) => system.sameName(secret.name, name)) ??
    null
  );
}

/**
 * Notes what a look shows: of every placement in the target whether it is there, since when it is as it is, and what became
 * of writes whose answer never came. The target's error of the look before is over.
 * @param rightAfter the look ends a push; what it shows of these secrets is our own write
 */
export function recordLook(
  store: Store,
  target: Pick<OpenTarget, 'row' | 'system' | 'printOf'>,
  look: Look,
  rightAfter: ReadonlySet<string> = new Set(),
): void {
  store.write(() => {
    const index = indexOf(look, target.system);
    const printOf = (remote: RemoteSecret | null): Buffer | null => (remote === null ? null : target.printOf(remote));
    for (const step of abandonedSteps(store, target.row.id)) {
      if ((step.sent_at ?? 0) > look.at) continue;
      const remote = index(step.secret_name);
      settleStep(store, step, remote, printOf(remote), 'failed');
    }
    const before = placementRowsIn(store, target.row.id);
    for (const placement of before) {
      const name = placement.secret_name;
      const remote = index(name);
      noteSeen(store, placement, remote, { at: look.at, rightAfter: rightAfter.has(name), print: printOf(remote) });
    }
    store
      .sql('UPDATE ci_targets SET checked_at = ?, error_code = NULL, error_message = NULL WHERE id = ?')
      .run(look.at, target.row.id);
    // Somebody may have to be told of it; a look that finds everything as it was changes no list.
    if (shownBy(before) !== shownBy(placementRowsIn(store, target.row.id))) bumpRevision(store);
  });
}

function shownBy(placements: readonly PlacementRow[]): string {
  return JSON.stringify(placements.map((one) => [one.id, one.seen, one.remote_updated_at, one.tail_fits]));
}

/** A look failed: the error stands at the target, and what was seen before stays with its age. */
export function recordFailedLook(store: Store, targetId: string, error: { code: string; message: string }): void {
  store
    .sql('UPDATE ci_targets SET error_code = ?, error_message = ? WHERE id = ?')
    .run(error.code, error.message, targetId);
}

/** Steps of a target that were sent without an answer, which the placement still waits for, and which nobody is at. */
function abandonedSteps(store: Store, targetId: string): StepRow[] {
  const rows = store
    .sql(`SELECT s.* FROM receipt_steps s
      JOIN placements p ON p.target_id = s.target_id AND p.secret_name = s.secret_name AND p.pending_at = s.sent_at
      WHERE s.target_id = ? AND s.outcome = 'unknown' ORDER BY s.sent_at`)
    .all(targetId) as StepRow[];
  return rows.filter(({ receipt_id: receiptId }) => {
    const receipt = store.sql('SELECT * FROM receipts WHERE id = ?').get(receiptId) as ReceiptRow | undefined;
    return receipt !== undefined && !isUnderWay(store, receipt);
  });
}

/** Looking a name up in a long list again and again would take the square of its length. */
function indexOf(look: Look, system: Pick<CiSystem, 'sameName'>): (name: string) => RemoteSecret | null {
  const exact = new Map(look.secrets.map((secret) => [secret.name, secret]));
  const folded = new Map(look.secrets.map((secret) => [secret.name.toUpperCase(), secret]));
  return (name) => {
    const found = exact.get(name) ?? folded.get(name.toUpperCase()) ?? null;
    return found !== null && system.sameName(found.name, name) ? found : null;
  };
}
