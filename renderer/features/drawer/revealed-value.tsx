import { Copy, Eye, EyeOff } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { KeyDetail } from '#shared/domain/key.ts';
import { copyKey } from '../../actions/keys.ts';
import { reportFailure } from '../../actions/perform.ts';
import { withConfirmation } from '../../actions/protected.ts';
import { engine } from '../../engine/client.ts';
import { Button } from '../../ui/button.tsx';
import { valueLabel } from '../add-key/key-kinds.ts';

const DOTS = '••••••••••••••••';
const SECOND_MS = 1_000;

/**
 * The value of a key: its visible prefix and dots, or, for a while after a press on Reveal, itself. The value is only ever
 * the text of one element; no state or store holds it, and hiding, another key or leaving empties that element.
 */
export function RevealedValue({ detail }: { readonly detail: KeyDetail }) {
  const output = useRef<HTMLElement>(null);
  const [hideAt, setHideAt] = useState<number | null>(null);
  const current = detail.versions.find((version) => version.state === 'current');
  const masked = `${current?.prefix ?? ''}${DOTS}`;

  const hide = useCallback((): void => {
    if (output.current !== null) output.current.textContent = '';
    setHideAt(null);
  }, []);
  // Another value of this key, or another key: what is shown is not it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version's id is what makes the shown value stale
  useEffect(() => hide, [hide, current?.id]);
  useEffect(() => {
    if (hideAt === null) return;
    const timer = setTimeout(hide, Math.max(0, hideAt - Date.now()));
    return () => clearTimeout(timer);
  }, [hideAt, hide]);

  const reveal = async (): Promise<void> => {
    const where = { environmentId: detail.environmentId, use: 'reveal' } as const;
    const answer = await withConfirmation(where, () => engine().keys.reveal({ keyId: detail.id }));
    if (!answer.ok) {
      reportFailure(answer);
      return;
    }
    // The drawer was closed meanwhile.
    if (output.current === null) return;
    output.current.textContent = answer.value.text;
    setHideAt(Date.now() + answer.value.hideAfterMs);
  };

  const shown = hideAt !== null;
  return (
    <section className="drawer-value" data-shown={shown || undefined} aria-label={valueLabel(detail.kind)}>
      <div className="drawer-value-text mono">
        <span className="truncate" hidden={shown}>
          {masked}
        </span>
        <code ref={output} className="selectable" hidden={!shown} />
      </div>
      <div className="drawer-value-actions">
        {hideAt === null ? null : <Countdown until={hideAt} />}
        <Button icon={shown ? EyeOff : Eye} aria-pressed={shown} onClick={() => (shown ? hide() : void reveal())}>
          {shown ? 'Hide' : 'Reveal'}
        </Button>
        <Button variant="primary" icon={Copy} onClick={() => void copyKey(detail)}>
          Copy
        </Button>
      </div>
    </section>
  );
}

function Countdown({ until }: { readonly until: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((until - now) / SECOND_MS));
  return <span className="drawer-countdown">hides in {seconds} s</span>;
}
