import { Eye, EyeOff } from 'lucide-react';
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { type DotenvReader, READER_TITLES } from '#shared/domain/dotenv-reader.ts';
import type { PreviewId } from '#shared/domain/ids.ts';
import { reportFailure } from '../../actions/perform.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { IconButton } from '../../ui/button.tsx';
import type { PreviewEntry } from './preview-groups.ts';

/**
 * What programs read for one name, to choose among. No value is here until somebody asks for one, which the engine writes to
 * the activity; it is then only ever the text of one element, and goes with the time, another choice or the dialog.
 */
export function EntryReadings({
  previewId,
  entry,
  onChoose,
}: {
  readonly previewId: PreviewId;
  readonly entry: PreviewEntry;
  readonly onChoose: (place: number) => void;
}) {
  const id = useId();
  const output = useRef<HTMLElement>(null);
  const [shown, setShown] = useState<{ place: number; hideAt: number } | null>(null);
  const hide = useCallback(() => {
    if (output.current !== null) output.current.textContent = '';
    setShown(null);
  }, []);
  useEffect(() => {
    if (shown === null) return;
    const timer = setTimeout(hide, Math.max(0, shown.hideAt - Date.now()));
    return () => clearTimeout(timer);
  }, [shown, hide]);

  const reveal = async (place: number) => {
    hide();
    const answer = await call(engine().imports.reveal({ previewId, index: entry.index, reading: place }));
    if (!answer.ok) {
      reportFailure(answer);
      return;
    }
    if (output.current === null) return;
    output.current.textContent = answer.value.text;
    setShown({ place, hideAt: Date.now() + answer.value.hideAfterMs });
  };

  return (
    <fieldset className="entry-readings">
      <legend className="mono truncate">{entry.name}</legend>
      {entry.readings.map(({ readers, says }, place) => {
        const isShown = shown?.place === place;
        return (
          <div key={readers.join()} className="entry-reading">
            <input
              type="radio"
              id={`${id}-${place}`}
              name={id}
              checked={entry.reading === place}
              onChange={() => onChoose(place)}
            />
            <label htmlFor={`${id}-${place}`}>
              <span className="entry-readers">{titles(readers)}</span>
              <span className="muted">{says}</span>
            </label>
            <IconButton
              icon={isShown ? EyeOff : Eye}
              size="small"
              label={isShown ? 'Hide' : `Show what ${titles(readers)} reads`}
              aria-pressed={isShown}
              onClick={() => (isShown ? hide() : void reveal(place))}
            />
          </div>
        );
      })}
      {entry.unread.map(({ reader, why }) => (
        <p key={reader} className="entry-unread muted">
          {READER_TITLES[reader]} {why}.
        </p>
      ))}
      <code ref={output} className="entry-shown selectable" hidden={shown === null} />
    </fieldset>
  );
}

function titles(readers: readonly DotenvReader[]): string {
  return readers.map((reader) => READER_TITLES[reader]).join(', ');
}
