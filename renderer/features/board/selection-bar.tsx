import { Archive, FolderInput, RefreshCw, Send, Trash2, X } from 'lucide-react';
import type { KeyId } from '#shared/domain/ids.ts';
import type { KeySummary } from '#shared/domain/key.ts';
import { archiveKeys, removeKeys } from '../../actions/keys.ts';
import { openDialog } from '../../dialogs.ts';
import { selectKeys } from '../../stores/board.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-count.ts';

/** What can be done with several keys at once. */
export function SelectionBar({
  keys,
  selected,
}: {
  readonly keys: readonly KeySummary[];
  readonly selected: ReadonlySet<KeyId>;
}) {
  const chosen = [...selected];
  const places = new Set(keys.filter((key) => selected.has(key.id)).map((key) => key.environmentId));
  const [only] = places;
  const clear = (): void => selectKeys(new Set());
  return (
    <section className="selection-bar" aria-label="Selected keys">
      <span role="status">
        {chosen.length === 1 ? '1 key selected' : `${formatCount(chosen.length)} keys selected`}
      </span>
      <Button
        icon={FolderInput}
        onClick={() =>
          openDialog({ kind: 'move-keys', keyIds: chosen, from: places.size === 1 ? (only ?? null) : null })
        }
      >
        Move
      </Button>
      <Button icon={Send} onClick={() => openDialog({ kind: 'push', keyIds: chosen })}>
        Push to CI…
      </Button>
      <Button icon={RefreshCw} onClick={() => openDialog({ kind: 'rotate-campaign', filter: { keyIds: chosen } })}>
        Rotate…
      </Button>
      <Button icon={Archive} onClick={() => void archiveKeys(chosen).then((done) => done && clear())}>
        Archive
      </Button>
      <Button icon={Trash2} onClick={() => void removeKeys(chosen).then((done) => done && clear())}>
        Delete
      </Button>
      <IconButton icon={X} size="small" label="Clear the selection" onClick={clear} />
    </section>
  );
}
