import type { Settings } from '#shared/domain/settings.ts';
import { MS_PER_MINUTE, MS_PER_SECOND } from '#shared/time/units.ts';
import { useSession } from '../../stores/session.ts';
import { Segmented, Switch } from '../../ui/choices.tsx';
import { Select } from '../../ui/select.tsx';
import { SettingsRow, SettingsSection } from './settings-parts.tsx';
import { lengthText, timeOptions } from './time-options.ts';
import type { SettingsChange } from './use-settings.ts';

export type PreferencesProps = {
  readonly settings: Settings;
  readonly change: (change: SettingsChange, said?: string) => void;
};

const IDLE_MS = [1, 5, 15, 30, 60, 240].map((minutes) => minutes * MS_PER_MINUTE);
const SHORT_MS = [10, 20, 30, 60, 120, 300].map((seconds) => seconds * MS_PER_SECOND);
const NEVER = 'never';

/** When the vault locks by itself. */
export function AutoLockSection({ settings, change }: PreferencesProps) {
  const features = useSession((state) => state.info?.features);
  return (
    <SettingsSection
      id="auto-lock"
      title="Auto-lock"
      about="Locking wipes the keys from memory and closes the database."
    >
      <SettingsRow title="Lock when idle" text="No keyboard or mouse, anywhere on this computer.">
        <Select
          label="Lock when idle"
          labelHidden
          value={settings.autoLockAfterMs === null ? NEVER : String(settings.autoLockAfterMs)}
          options={[...timeOptions(IDLE_MS, settings.autoLockAfterMs), { value: NEVER, label: 'Never' }]}
          onChange={(value) => {
            const autoLockAfterMs = value === NEVER ? null : Number(value);
            change(
              { autoLockAfterMs },
              autoLockAfterMs === null
                ? 'Idle no longer locks the vault'
                : `Locks after ${lengthText(autoLockAfterMs)}`,
            );
          }}
        />
      </SettingsRow>
      <div className="settings-row">
        <Switch
          label="Lock when the computer sleeps"
          checked={settings.lockOnSuspend}
          onChange={(lockOnSuspend) =>
            change({ lockOnSuspend }, lockOnSuspend ? 'Sleep locks the vault' : 'Sleep no longer locks the vault')
          }
        />
      </div>
      <div className="settings-row">
        <Switch
          label="Lock when the screen is locked"
          {...(features?.screenLockEvents === false
            ? { hint: 'This runtime is not told when the screen is locked; sleep and idle time still lock.' }
            : {})}
          disabled={features?.screenLockEvents === false}
          checked={settings.lockOnScreenLock}
          onChange={(lockOnScreenLock) =>
            change(
              { lockOnScreenLock },
              lockOnScreenLock ? 'A locked screen locks the vault' : 'A locked screen no longer locks the vault',
            )
          }
        />
      </div>
    </SettingsSection>
  );
}

/** What happens to values that were copied or shown. */
export function ClipboardSection({ settings, change }: PreferencesProps) {
  return (
    <SettingsSection id="clipboard" title="Clipboard and revealed values">
      <SettingsRow title="Clear the clipboard after" text="Only if the copied value is still what it holds.">
        <Select
          label="Clear the clipboard after"
          labelHidden
          value={String(settings.clearClipboardAfterMs)}
          options={timeOptions(SHORT_MS, settings.clearClipboardAfterMs)}
          onChange={(value) =>
            change(
              { clearClipboardAfterMs: Number(value) },
              `The clipboard is cleared after ${lengthText(Number(value))}`,
            )
          }
        />
      </SettingsRow>
      <SettingsRow title="Hide a revealed value after">
        <Select
          label="Hide a revealed value after"
          labelHidden
          value={String(settings.hideRevealedAfterMs)}
          options={timeOptions(SHORT_MS, settings.hideRevealedAfterMs)}
          onChange={(value) =>
            change({ hideRevealedAfterMs: Number(value) }, `Revealed values hide after ${lengthText(Number(value))}`)
          }
        />
      </SettingsRow>
      <div className="settings-row">
        <Switch
          label="Keep copied values in the clipboard history"
          hint="Off, values are marked so that clipboard managers leave them out."
          checked={settings.keepInClipboardHistory}
          onChange={(keepInClipboardHistory) =>
            change(
              { keepInClipboardHistory },
              keepInClipboardHistory
                ? 'Clipboard managers may keep values'
                : 'Clipboard managers are told to leave values out',
            )
          }
        />
      </div>
    </SettingsSection>
  );
}

/** Theme and density. */
export function AppearanceSection({ settings, change }: PreferencesProps) {
  return (
    <SettingsSection id="appearance" title="Appearance">
      <SettingsRow title="Theme">
        <Segmented
          label="Theme"
          value={settings.appearance}
          onChange={(appearance) => change({ appearance })}
          options={[
            { value: 'system', label: 'System' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
        />
      </SettingsRow>
      <SettingsRow title="Density" text="How high the rows of lists are.">
        <Segmented
          label="Density"
          value={settings.density}
          onChange={(density) => change({ density })}
          options={[
            { value: 'comfortable', label: 'Comfortable' },
            { value: 'compact', label: 'Compact' },
          ]}
        />
      </SettingsRow>
    </SettingsSection>
  );
}
