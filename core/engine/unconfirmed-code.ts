import { failure, type Result, success } from '#shared/contract/result.ts';
import { typedBack } from '../crypto/recovery-code.ts';

/**
 * A new recovery code between being shown and being in force. A code that nobody wrote down must never be the only one, so it
 * is in memory alone until a person has typed it back; the lock forgets it, and the one before stays.
 */
export class UnconfirmedCode {
  #code: string | null = null;

  keep(code: string): void {
    this.#code = code;
  }

  drop(): void {
    this.#code = null;
  }

  /** The code, where `typed` is what it says. It stays until {@link drop}, so that what fails after this can be tried again. */
  confirm(typed: string): Result<string, 'mistyped-recovery-code' | 'wrong-recovery-code' | 'conflict'> {
    const code = this.#code;
    if (code === null) {
      return failure('conflict', 'There is no new recovery code any more; the one before is in force. Begin again.');
    }
    switch (typedBack(typed, code)) {
      case 'same':
        return success(code);
      case 'mistyped':
        return failure(
          'mistyped-recovery-code',
          'There is a typing mistake: a recovery code is 7 groups of 4, and its last two characters do not fit the others.',
        );
      case 'other':
        return failure(
          'wrong-recovery-code',
          'That is another recovery code, perhaps the one before. Type the new one.',
        );
    }
  }
}
