import { FileUp } from 'lucide-react';
import { type RefObject, useState } from 'react';
import type { ImportFormat, ImportPreview } from '#shared/contract/imports.ts';
import type { GivenText } from '#shared/contract/pasted.ts';
import type { Result } from '#shared/contract/result.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import type { Project } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { Select } from '../../ui/select.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import type { Target } from '../add-key/target.ts';
import { TargetPicker } from '../add-key/target-picker.tsx';

type FormatChoice = ImportFormat | 'auto';

/** Where the keys come from and where they go. */
export function ImportSourceStep({
  projects,
  target,
  onTarget,
  text,
  isKept,
  given,
  onText,
  onPreview,
  onClose,
}: {
  readonly projects: readonly Project[];
  readonly target: Target;
  readonly onTarget: (target: Target) => void;
  /** What was pasted, values included: a ref, so that no state holds it. */
  readonly text: RefObject<string>;
  /** Whether a text that was pasted before is in the engine, which is meant as long as nothing else is typed. */
  readonly isKept: boolean;
  /** The text for the engine. */
  readonly given: () => GivenText;
  /** The text was pasted, or the field with it was left. */
  readonly onText: () => void;
  readonly onPreview: (preview: ImportPreview, from: 'file' | 'text') => void;
  readonly onClose: () => void;
}) {
  const [format, setFormat] = useState<FormatChoice>('auto');
  const [hasText, setHasText] = useState(isKept || text.current.trim() !== '');
  const [reading, setReading] = useState<'file' | 'text' | null>(null);
  const [error, setError] = useState<string | null>(null);

  const read = async (from: 'file' | 'text') => {
    const { environmentId } = target;
    if (reading !== null) return;
    if (environmentId === '') {
      setError('Choose where the keys go.');
      return;
    }
    setError(null);
    setReading(from);
    const wanted = format === 'auto' ? { environmentId } : { environmentId, format };
    const answer: Promise<Result<ImportPreview>> =
      from === 'file' ? engine().imports.openFile(wanted) : engine().imports.openText({ ...wanted, text: given() });
    const result = await call(answer);
    setReading(null);
    if (result.ok) onPreview(result.value, from);
    else if (!isQuiet(result)) setError(result.error.message);
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title="Import keys"
      description="Every name is shown with what would happen to it before anything is added."
      dismissable={reading === null}
      holds={hasText ? 'pasted' : null}
      onSubmit={() => void read(hasText ? 'text' : 'file')}
      footer={
        <>
          <Button onClick={onClose} disabled={reading !== null}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" disabled={!hasText} busy={reading === 'text'}>
            Preview
            <Kbd keys="mod+enter" />
          </Button>
        </>
      }
    >
      {error === null ? null : (
        <Callout tone="problem" live>
          {error}
        </Callout>
      )}
      <TargetPicker projects={projects} target={target} onChange={onTarget} />
      <div className="import-sources">
        <Button icon={FileUp} className="import-file" busy={reading === 'file'} onClick={() => void read('file')}>
          Choose a file…
        </Button>
        <Select
          label="Format"
          value={format}
          onChange={setFormat}
          options={[
            { value: 'auto', label: 'Recognise by itself' },
            { value: 'dotenv', label: '.env' },
            { value: 'json', label: 'JSON' },
            { value: 'yaml', label: 'YAML' },
            { value: 'ini', label: 'INI ([section], name = value)' },
            { value: 'shell', label: 'Shell (export NAME=…)' },
            { value: 'whole', label: 'The file is one key' },
          ]}
        />
      </div>
      <TextArea
        label="Or paste"
        monospace
        rows={7}
        className="import-paste"
        defaultValue={text.current}
        placeholder={
          isKept && text.current === ''
            ? 'What you pasted before is kept: go on to the preview, or paste something else.'
            : 'DATABASE_URL=postgres://…\nSTRIPE_SECRET_KEY=sk_test_…'
        }
        onChange={(event) => {
          text.current = event.target.value;
          setHasText(isKept || event.target.value.trim() !== '');
          if ((event.nativeEvent as InputEvent).inputType === 'insertFromPaste') onText();
        }}
        onBlur={() => text.current !== '' && onText()}
      />
    </Dialog>
  );
}
