import type { ScanId } from '#shared/domain/ids.ts';
import type { RepositoryScan } from '#shared/domain/repository-scan.ts';

/** A scan that has begun: it holds the place of the one that may run until `end`. */
export type ScanUnderWay = { readonly signal: AbortSignal; readonly end: () => void };

/** Lets one repository scan run at a time, and keeps the last result for as long as the vault is unlocked. */
export class RepositoryScanner {
  #running: AbortController | null = null;
  #last: { readonly scanId: ScanId; readonly scan: RepositoryScan } | null = null;

  /** Null where one runs already. */
  begin(): ScanUnderWay | null {
    if (this.#running !== null) return null;
    const controller = new AbortController();
    this.#running = controller;
    return {
      signal: controller.signal,
      end: () => {
        if (this.#running === controller) this.#running = null;
      },
    };
  }

  /** False where none was running. */
  cancel(): boolean {
    this.#running?.abort();
    return this.#running !== null;
  }

  keep(scanId: ScanId, scan: RepositoryScan): void {
    this.#last = { scanId, scan };
  }

  /** The result of a scan, if it is the last one. */
  resultOf(scanId: ScanId): RepositoryScan | null {
    return this.#last?.scanId === scanId ? this.#last.scan : null;
  }

  forget(scanId: ScanId): void {
    if (this.#last?.scanId === scanId) this.#last = null;
  }

  /** The vault was locked: what runs is cancelled and holds up nobody, and the last result is forgotten. */
  stop(): void {
    this.#running?.abort();
    this.#running = null;
    this.#last = null;
  }
}
