import { Copy, Inbox, KeyRound, MoreHorizontal, Plus, Search, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import '../../renderer/styles/index.css';
import './gallery.css';
import { Button, IconButton } from '../../renderer/ui/button.tsx';
import { Callout } from '../../renderer/ui/callout.tsx';
import { Checkbox, RadioCards, Segmented, Switch } from '../../renderer/ui/choices.tsx';
import { CodeText } from '../../renderer/ui/code-text.tsx';
import { Combobox } from '../../renderer/ui/combobox.tsx';
import { EnvironmentName } from '../../renderer/ui/environment-swatch.tsx';
import { Kbd } from '../../renderer/ui/kbd.tsx';
import { ContextMenu, DropdownMenu, type MenuEntry } from '../../renderer/ui/menu.tsx';
import { PasswordField } from '../../renderer/ui/password-field.tsx';
import { Progress, Spinner } from '../../renderer/ui/progress.tsx';
import { Select } from '../../renderer/ui/select.tsx';
import { EmptyState, ErrorState } from '../../renderer/ui/states.tsx';
import { type MarkedStatus, StatusMark } from '../../renderer/ui/status-mark.tsx';
import { Tabs } from '../../renderer/ui/tabs.tsx';
import { TagInput } from '../../renderer/ui/tag-input.tsx';
import { TextArea, TextField } from '../../renderer/ui/text-field.tsx';
import { Time } from '../../renderer/ui/time.tsx';
import { TimeLeftRing } from '../../renderer/ui/time-left-ring.tsx';
import { notify, Toasts } from '../../renderer/ui/toast.tsx';
import { TooltipProvider } from '../../renderer/ui/tooltip.tsx';

const STATUSES: readonly MarkedStatus[] = [
  'active',
  'expiring',
  'expired',
  'revoked',
  'deactivated',
  'unused',
  'archived',
  'deleted',
];
const MENU: readonly MenuEntry[] = [
  { id: 'copy', label: 'Copy value', icon: Copy, shortcut: 'c', onSelect: () => notify({ title: 'Copied' }) },
  { type: 'check', id: 'compact', label: 'Compact rows', checked: true, onSelect: () => undefined },
  {
    type: 'submenu',
    id: 'move',
    label: 'Move to',
    entries: [{ id: 'staging', label: 'staging', onSelect: () => undefined }],
  },
  { type: 'separator', id: 'line' },
  { id: 'delete', label: 'Delete', icon: Trash2, tone: 'danger', onSelect: () => undefined },
];

/** Every part of the interface in its states, for screenshots and for the accessibility scan. */
function Gallery() {
  const [tags, setTags] = useState<readonly string[]>(['read', 'deploy:production']);
  const [provider, setProvider] = useState('git');
  const [theme, setTheme] = useState<'system' | 'light' | 'dark'>('system');
  const [unlock, setUnlock] = useState<'keychain' | 'passphrase'>('keychain');
  const [on, setOn] = useState(true);
  const [tab, setTab] = useState<'one' | 'two'>('one');
  return (
    <main className="gallery">
      <h1>Interface parts</h1>
      <Part title="Buttons">
        <div className="gallery-line">
          <Button>Default</Button>
          <Button variant="primary" icon={Plus}>
            Add key
          </Button>
          <Button variant="danger">Delete</Button>
          <Button variant="quiet">Quiet</Button>
          <Button busy>Saving</Button>
          <Button disabled>Disabled</Button>
          <IconButton icon={MoreHorizontal} label="More" />
          <DropdownMenu trigger={<Button>Menu</Button>} entries={MENU} />
        </div>
        <ContextMenu entries={MENU}>
          <Button>Right click here</Button>
        </ContextMenu>
      </Part>
      <Part title="Marks">
        <div className="gallery-line">
          {STATUSES.map((status) => (
            <StatusMark key={status} status={status} />
          ))}
        </div>
        <div className="gallery-line">
          {[1, 2, 3, 4, 5, 6, 7, 8].map((colour) => (
            <EnvironmentName key={colour} name={`env ${colour}`} colour={colour} protected={colour === 3} />
          ))}
        </div>
        <div className="gallery-line">
          {[0, 0.1, 0.25, 0.5, 0.75, 1].map((share) => (
            <TimeLeftRing key={share} share={share} />
          ))}
          <Spinner />
          <Kbd keys="mod+k" />
          <CodeText>NORRIX_API_KEY</CodeText>
          <Time at={Date.now() + 9 * 86_400_000} />
        </div>
        <Progress label="Encrypting anew" done={340} total={1000} />
        <Progress label="Reading" done={0} total={null} />
      </Part>
      <Part title="Fields">
        <TextField label="Name" placeholder="STRIPE_SECRET_KEY" monospace />
        <TextField
          label="Name that is taken"
          defaultValue="STRIPE_KEY"
          error="There is a key with this name in staging."
          hint="A hint stays under the error."
        />
        <TextField
          label="Filter keys"
          labelHidden
          icon={Search}
          placeholder="Filter keys"
          trailing={<Kbd keys="/" />}
        />
        <TextField label="Disabled" disabled defaultValue="Not now" />
        <PasswordField label="Passphrase" hint="Several words." />
        <TextArea label="Notes" />
        <Select
          label="Environment"
          value="staging"
          onChange={() => undefined}
          options={[
            { value: 'development', label: 'development' },
            { value: 'staging', label: 'staging' },
          ]}
        />
        <Combobox
          label="Provider"
          value={provider}
          onChange={setProvider}
          suggestions={[
            { value: 'github', label: 'GitHub' },
            { value: 'gitlab', label: 'GitLab' },
          ]}
        />
        <TagInput label="Scopes" value={tags} onChange={setTags} monospace suggestions={['read', 'write', 'admin']} />
      </Part>
      <Part title="Choices">
        <Switch label="Lock when the computer sleeps" hint="Wipes the keys." checked={on} onChange={setOn} />
        <Switch label="Off" checked={false} onChange={() => undefined} />
        <Checkbox label="Chosen" checked onChange={() => undefined} />
        <Checkbox label="Some of them" checked="indeterminate" onChange={() => undefined} />
        <Checkbox label="Not chosen" hint="With a hint." checked={false} onChange={() => undefined} />
        <Segmented
          label="Theme"
          value={theme}
          onChange={setTheme}
          options={[
            { value: 'system', label: 'System' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
        />
        <RadioCards
          label="How the vault opens"
          value={unlock}
          onChange={setUnlock}
          options={[
            { value: 'keychain', title: 'Keychain', text: 'Opens by itself.', badge: 'Recommended' },
            { value: 'passphrase', title: 'Passphrase', text: 'Asks at every start.' },
          ]}
        />
        <Tabs
          label="Views"
          value={tab}
          onChange={setTab}
          tabs={[
            { value: 'one', label: 'Live', count: 14, content: 'Fourteen keys.' },
            { value: 'two', label: 'Archived', content: 'None.' },
          ]}
        />
      </Part>
      <Part title="Callouts">
        <Callout title="For your information">Something worth knowing.</Callout>
        <Callout tone="ok" title="All is well">
          Nothing was changed.
        </Callout>
        <Callout tone="warning" title="Its checksum does not fit" actions={<Button>Paste again</Button>}>
          Part of it may be missing.
        </Callout>
        <Callout tone="problem" title="Nothing was imported">
          Line 12 has a quote that does not end.
        </Callout>
      </Part>
      <Part title="States">
        <EmptyState
          icon={KeyRound}
          title="No keys yet"
          actions={
            <Button variant="primary" icon={Plus}>
              Add key
            </Button>
          }
        >
          Paste one anywhere in this window, or import a .env file.
        </EmptyState>
        <EmptyState icon={Inbox} tone="good" title="Nothing needs you">
          What comes due shows up here.
        </EmptyState>
        <ErrorState title="The board could not be read" message="The disk is full." onRetry={() => undefined} />
      </Part>
    </main>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');
createRoot(root).render(
  <TooltipProvider>
    <Gallery />
    <Toasts />
  </TooltipProvider>,
);
notify({ title: 'Archived STRIPE_KEY', tone: 'ok', undo: () => undefined });
notify({ title: 'The clipboard could not be reached', detail: 'Install wl-clipboard.', tone: 'problem' });
