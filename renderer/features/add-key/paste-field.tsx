import { Eye, EyeOff, FileKey, RotateCcw } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { CodeText } from '../../ui/code-text.tsx';
import { Field } from '../../ui/field.tsx';
import { useFormContent } from '../../ui/form-guard.ts';
import { Spinner } from '../../ui/progress.tsx';

/** Where a value comes from. The text itself is in the ref that the form owns, never in state. */
export type ValueSource = 'nothing' | 'text' | 'file';

/** Typing rests this long before the engine is asked what it is. */
const TYPING_PAUSE_MS = 250;

/**
 * The one big field for a value. What is pasted is taken out of the page at once: the field shows its recognised prefix and
 * length, and dots for the rest. What is typed stays until the field is left.
 */
export function PasteField({
  label,
  text,
  source,
  prefix,
  lengthBytes,
  busy,
  error,
  onSource,
  onText,
  onGiven,
  placeholder,
  fromFile = true,
  isRestored = false,
}: {
  readonly label: string;
  readonly text: RefObject<string>;
  readonly source: ValueSource;
  /** What is safe to show of the text. */
  readonly prefix: string;
  readonly lengthBytes: number;
  readonly busy: boolean;
  readonly error: string | undefined;
  readonly onSource: (source: ValueSource) => void;
  /** The text has changed. */
  readonly onText: () => void;
  /** A paste or the wish for a file has taken the field away: the place for moving the focus on. */
  readonly onGiven: () => void;
  readonly placeholder: string;
  /** Whether the value may come from a file that is chosen when it is saved. */
  readonly fromFile?: boolean;
  /** The text is in the engine alone, from a form that was closed: it can be stored, and not be shown. */
  readonly isRestored?: boolean;
}) {
  useFormContent(source === 'nothing' || source === 'file' ? null : 'pasted');
  const [shown, setShown] = useState(false);
  const [typing, setTyping] = useState(false);
  const pause = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const area = useRef<HTMLTextAreaElement>(null);
  const refocus = useRef(false);
  useEffect(() => () => clearTimeout(pause.current), []);
  useEffect(() => {
    if (!refocus.current || source !== 'nothing') return;
    refocus.current = false;
    area.current?.focus();
  }, [source]);

  const moveOn = useRef(false);
  useEffect(() => {
    if (!moveOn.current || source === 'nothing') return;
    moveOn.current = false;
    onGiven();
  }, [source, onGiven]);

  const take = (taken: string) => {
    clearTimeout(pause.current);
    text.current = taken;
    setTyping(false);
    onSource(taken === '' ? 'nothing' : 'text');
    onText();
  };
  const startOver = () => {
    refocus.current = true;
    setShown(false);
    setTyping(false);
    text.current = '';
    onSource('nothing');
    onText();
  };

  const chooseFile = () => {
    moveOn.current = true;
    // Says that nothing is typed, so that no error about that stays.
    onText();
    onSource('file');
  };

  return (
    <Field label={label} error={error}>
      {(control) =>
        source === 'file' ? (
          <div className="paste-held" id={control.id}>
            <FileKey size={16} aria-hidden="true" />
            <span className="paste-held-text">You choose the file next.</span>
            <Button onClick={startOver}>Paste instead</Button>
          </div>
        ) : source === 'text' && !typing ? (
          <fieldset className="paste-held" id={control.id} aria-label={`${label}, ${lengthBytes} bytes`}>
            {shown ? (
              <CodeText>
                <span className="paste-shown selectable">{text.current}</span>
              </CodeText>
            ) : (
              <span className="paste-held-text mono truncate" aria-hidden="true">
                {prefix}
                {'•'.repeat(16)}
              </span>
            )}
            <span className="paste-length">{busy ? <Spinner size={14} /> : formatBytes(lengthBytes)}</span>
            {isRestored && text.current === '' ? null : (
              <IconButton
                icon={shown ? EyeOff : Eye}
                label={shown ? 'Hide' : 'Show'}
                size="small"
                aria-pressed={shown}
                onClick={() => setShown(!shown)}
              />
            )}
            <IconButton icon={RotateCcw} label="Start over" size="small" onClick={startOver} />
          </fieldset>
        ) : (
          <div className="paste-area">
            <textarea
              {...control}
              ref={area}
              className="textarea mono paste-text"
              rows={3}
              autoComplete="off"
              spellCheck={false}
              defaultValue={typing ? text.current : ''}
              placeholder={placeholder}
              onPaste={(event) => {
                const taken = event.clipboardData.getData('text/plain');
                if (event.currentTarget.value !== '' || taken === '') return;
                // Kept out of the page and its undo history.
                event.preventDefault();
                moveOn.current = true;
                take(taken);
              }}
              onInput={(event) => {
                text.current = event.currentTarget.value;
                setTyping(true);
                onSource(text.current === '' ? 'nothing' : 'text');
                clearTimeout(pause.current);
                pause.current = setTimeout(onText, TYPING_PAUSE_MS);
              }}
              onBlur={(event) => {
                if (typing) take(event.currentTarget.value);
              }}
            />
            {source === 'nothing' && fromFile ? (
              <Button variant="quiet" icon={FileKey} className="paste-file" onClick={chooseFile}>
                From a file…
              </Button>
            ) : null}
          </div>
        )
      }
    </Field>
  );
}

const byteFormat = new Intl.NumberFormat(undefined, { style: 'unit', unit: 'byte', unitDisplay: 'long' });
const kilobyteFormat = new Intl.NumberFormat(undefined, {
  style: 'unit',
  unit: 'kilobyte',
  unitDisplay: 'short',
  maximumFractionDigits: 1,
});

/** "47 bytes", "1.2 kB" in the person's locale. */
function formatBytes(bytes: number): string {
  return bytes < 10_000 ? byteFormat.format(bytes) : kilobyteFormat.format(bytes / 1000);
}
