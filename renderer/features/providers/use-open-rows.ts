import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import { isEditable, isLayerOpen } from '../../commands/shortcuts.ts';
import { moveInList } from './list-keys.ts';

const ROW = '.connection-open';

/**
 * The keyboard of a list whose rows open: arrows move, the row that was opened last has the focus first, and single keys act.
 * @param last its `data-id`
 * @param run does what a key means on a row; true where it meant something
 */
export function useOpenRows(
  last: () => string | null,
  run: (key: string, id: string | undefined) => boolean,
): {
  readonly ref: RefObject<HTMLUListElement | null>;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
} {
  const ref = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the list appears
  useEffect(() => {
    const id = last();
    const rows = [...(ref.current?.querySelectorAll<HTMLElement>(ROW) ?? [])];
    rows.find(({ dataset }) => dataset['id'] === id)?.focus();
  }, []);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (isLayerOpen() || isEditable(event.target) || moveInList(event, ROW)) return;
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
    if (run(event.key, event.target.dataset['id'])) event.preventDefault();
  };
  return { ref, onKeyDown };
}
