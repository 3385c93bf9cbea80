import type { EnvironmentId, KeyId, VersionId } from '#shared/domain/ids.ts';
import { reportFailure } from '../../actions/perform.ts';
import { withConfirmation } from '../../actions/protected.ts';
import { engine } from '../../engine/client.ts';

const GAP_PX = 4;
const MARGIN_PX = 8;

/**
 * Shows one value beside what it belongs to while a key is held. The value is only ever the text of one element: no React state, no
 * store; hiding empties the element.
 */
export class Peek {
  readonly #panel: HTMLElement;
  #held = 0;
  #shown = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(panel: HTMLElement) {
    this.#panel = panel;
  }

  /** Whether a value is on the screen, or on its way there. */
  get active(): boolean {
    return this.#shown || this.#held > 0;
  }

  /** @param value of a key, its current one where no version is named */
  async show(
    value: { readonly keyId: KeyId; readonly versionId?: VersionId },
    environmentId: EnvironmentId,
    cell: HTMLElement,
  ): Promise<void> {
    const turn = Date.now();
    this.#held = turn;
    const answer = await withConfirmation({ environmentId, use: 'reveal' }, () => engine().keys.reveal(value));
    if (!answer.ok) {
      this.hide();
      reportFailure(answer);
      return;
    }
    // Let go meanwhile, or another cell is asked for.
    if (this.#held !== turn) return;
    const { text, encoding, hideAfterMs } = answer.value;
    this.#panel.textContent = encoding === 'utf8' ? text : `base64:${text}`;
    this.#place(cell);
    this.#shown = true;
    this.#timer = setTimeout(() => this.hide(), hideAfterMs);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.#held = 0;
    this.#shown = false;
    this.#panel.textContent = '';
    this.#panel.hidden = true;
  }

  #place(cell: HTMLElement): void {
    const panel = this.#panel;
    panel.hidden = false;
    const at = cell.getBoundingClientRect();
    const size = panel.getBoundingClientRect();
    const below = at.bottom + GAP_PX;
    const fitsBelow = below + size.height + MARGIN_PX <= window.innerHeight;
    panel.style.top = `${fitsBelow ? below : Math.max(MARGIN_PX, at.top - GAP_PX - size.height)}px`;
    panel.style.left = `${Math.max(MARGIN_PX, Math.min(at.left, window.innerWidth - size.width - MARGIN_PX))}px`;
  }
}
