import { CircleAlert, CircleCheck, CircleDashed, type LucideIcon, Stethoscope, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { Contract } from '#shared/contract/index.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import { reportFailure } from '../../actions/perform.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Button } from '../../ui/button.tsx';
import { messageText } from '../../ui/message-text.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { SettingsRow, SettingsSection } from './settings-parts.tsx';

type Check = ResponseOf<Contract['app']['doctor']>['checks'][number];

const OUTCOMES: Readonly<Record<Check['outcome'], { readonly icon: LucideIcon; readonly word: string }>> = {
  ok: { icon: CircleCheck, word: 'Fine' },
  warning: { icon: TriangleAlert, word: 'Warning' },
  problem: { icon: CircleAlert, word: 'Problem' },
  skipped: { icon: CircleDashed, word: 'Not checked' },
};

/** What `keyrail doctor` checks, with the way to mend each. */
export function HealthSection() {
  const [checks, setChecks] = useState<readonly Check[] | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    const result = await call(engine().app.doctor({}));
    setBusy(false);
    if (result.ok) setChecks(result.value.checks);
    else reportFailure(result);
  };
  const bad = checks?.filter(({ outcome }) => outcome === 'problem' || outcome === 'warning').length ?? 0;
  return (
    <SettingsSection id="health" title="Health">
      <SettingsRow
        title="Check this vault and computer"
        text={
          <span role="status">
            {checks === null
              ? 'Keychain, file permissions, integrity, versions, clipboard and backups.'
              : bad === 0
                ? 'Everything is fine.'
                : bad === 1
                  ? 'One thing needs a look.'
                  : `${bad} things need a look.`}
          </span>
        }
      >
        <Button icon={Stethoscope} busy={busy} onClick={() => void run()}>
          {checks === null ? 'Check' : 'Check again'}
        </Button>
      </SettingsRow>
      {checks === null ? null : (
        <ul className="checks">
          {checks.map((check) => (
            <CheckLine key={check.id} check={check} />
          ))}
        </ul>
      )}
    </SettingsSection>
  );
}

function CheckLine({ check }: { readonly check: Check }) {
  const { icon: Icon, word } = OUTCOMES[check.outcome];
  return (
    <li className="check" data-outcome={check.outcome}>
      <Icon size={15} aria-hidden="true" />
      <VisuallyHidden>{word}:</VisuallyHidden>
      <span className="check-title">{check.title}</span>
      <span className="check-texts selectable">
        {messageText(check.message)}
        {check.mend === '' ? null : <span className="check-mend">{messageText(check.mend)}</span>}
      </span>
    </li>
  );
}
