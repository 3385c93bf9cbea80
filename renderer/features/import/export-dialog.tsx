import { useState } from 'react';
import type { TransferFormat } from '#shared/contract/imports.ts';
import type { EnvironmentId } from '#shared/domain/ids.ts';
import { withConfirmation } from '../../actions/protected.ts';
import { isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { findEnvironment, useProjects } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { RadioCards } from '../../ui/choices.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { notify } from '../../ui/toast.tsx';
import { destination, type Target } from '../add-key/target.ts';
import { TargetPicker } from '../add-key/target-picker.tsx';

/** Writes an environment's keys to a file in the clear, after saying so. */
export function ExportDialog({
  open,
  environmentId: givenEnvironment,
  onClose,
}: {
  readonly open: boolean;
  /** What is exported unless the person chooses another. */
  readonly environmentId: EnvironmentId;
  readonly onClose: () => void;
}) {
  const projects = useProjects((state) => state.projects) ?? [];
  const [target, setTarget] = useState<Target>(() => destination(projects, useNavigation.getState(), givenEnvironment));
  const [format, setFormat] = useState<TransferFormat>('dotenv');
  const [saving, setSaving] = useState(false);
  const [failed, setFailed] = useState<Refusal | null>(null);
  const environment = target.environmentId === '' ? undefined : findEnvironment(target.environmentId)?.environment;
  if (!open) return null;

  // What was refused was refused of another environment or format.
  const chooseTarget = (next: Target) => {
    setTarget(next);
    setFailed(null);
  };
  const chooseFormat = (next: TransferFormat) => {
    setFormat(next);
    setFailed(null);
  };
  const save = async (except: readonly string[]) => {
    if (saving || environment === undefined) return;
    const environmentId = environment.id;
    setSaving(true);
    setFailed(null);
    const result = await withConfirmation({ environmentId, use: 'export' }, () =>
      engine().exports.save({ environmentId, format, except: [...except] }),
    );
    setSaving(false);
    if (!result.ok) {
      const names = result.error.detail?.['names'];
      if (!isQuiet(result)) setFailed({ message: result.error.message, names: Array.isArray(names) ? names : [] });
      return;
    }
    const { count, fileName, notes } = result.value;
    notify({
      title: `Exported ${countText(count)} to ${fileName}`,
      detail: ['The file holds the values in the clear. Delete it once it is used.', ...notes].join(' '),
      tone: 'ok',
    });
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title="Export keys"
      description={environment === undefined ? undefined : countText(environment.keyCount)}
      dismissable={!saving}
      onSubmit={() => void save([])}
      footer={
        <>
          <Button onClick={onClose} disabled={saving}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={saving}>
            Choose where to save…
          </Button>
        </>
      }
    >
      {failed === null ? null : (
        <Callout tone="problem" live>
          {failed.message.split('\n').map((line) => (
            <div key={line}>{line}</div>
          ))}
          {failed.names.length === 0 ? null : (
            <Button onClick={() => void save(failed.names)} disabled={saving}>
              Export the others
            </Button>
          )}
        </Callout>
      )}
      <Callout tone="warning" title="The file holds every value in the clear">
        Anyone who can read it, a backup or a synced folder included, can use these keys. To run a program with them,
        use <code className="code-text">keyrail run</code>, which writes nothing to disk.
      </Callout>
      <TargetPicker projects={projects} target={target} onChange={chooseTarget} />
      <RadioCards
        label="Format"
        value={format}
        onChange={chooseFormat}
        options={[
          { value: 'dotenv', title: '.env', text: 'NAME=value lines, as most tools read them' },
          { value: 'json', title: 'JSON', text: 'One object, a name to a value' },
          { value: 'shell', title: 'Shell', text: 'export NAME=value lines, for sourcing' },
        ]}
      />
    </Dialog>
  );
}

/** `names`: the keys that the format cannot hold, which can be left out. */
type Refusal = { readonly message: string; readonly names: readonly string[] };

function countText(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'key' : 'keys'}`;
}
