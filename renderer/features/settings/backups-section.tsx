import { Save } from 'lucide-react';
import { useState } from 'react';
import { reportFailure } from '../../actions/perform.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Select } from '../../ui/select.tsx';
import { notify } from '../../ui/toast.tsx';
import type { PreferencesProps } from './preferences-sections.tsx';
import { SettingsRow, SettingsSection } from './settings-parts.tsx';

const USUAL_DAYS = [0, 3, 7, 14, 30, 90];

/** Backups by hand and by the day. */
export function BackupsSection({ settings, change }: PreferencesProps) {
  const [saving, setSaving] = useState(false);
  const backUp = async () => {
    setSaving(true);
    const result = await call(engine().vault.backUp({}));
    setSaving(false);
    if (result.ok) notify({ title: `Backed up to ${result.value.fileName}`, tone: 'ok' });
    else reportFailure(result);
  };
  const kept = settings.keepDailyBackups;
  const days = USUAL_DAYS.includes(kept) ? USUAL_DAYS : [...USUAL_DAYS, kept].sort((a, b) => a - b);
  return (
    <SettingsSection
      id="backups"
      title="Backups"
      about="A backup is one encrypted file. With your recovery code it opens on any computer: choose “Restore a backup” on the first screen there."
    >
      <SettingsRow
        title="Back up now"
        text="To another disk or a synced folder; nothing in it can be read without a way in."
      >
        <Button icon={Save} busy={saving} onClick={() => void backUp()}>
          Back up…
        </Button>
      </SettingsRow>
      <SettingsRow title="Daily backups kept" text="Beside the vault, made by itself when something has changed.">
        <Select
          label="Daily backups kept"
          labelHidden
          value={String(kept)}
          options={days.map((each) => ({ value: String(each), label: daysText(each) }))}
          onChange={(value) => {
            const keepDailyBackups = Number(value);
            change(
              { keepDailyBackups },
              keepDailyBackups === 0 ? 'Daily backups are off' : `Keeps ${keepDailyBackups} daily backups`,
            );
          }}
        />
      </SettingsRow>
    </SettingsSection>
  );
}

function daysText(days: number): string {
  return days === 0 ? 'None' : `The last ${formatCount(days)}`;
}
