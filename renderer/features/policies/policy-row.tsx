import { type ReactNode, useEffect, useRef } from 'react';
import type { Policy, PolicyField, PolicyScope, PolicySource } from '#shared/domain/policy.ts';
import { Button } from '../../ui/button.tsx';
import { FIELD_TITLES, inheritedWords } from './policy-words.ts';

/** One field of a policy: what is inherited and from where, or its control and the way back to what is inherited. */
export function PolicyRow({
  field,
  scope,
  inherited,
  source,
  own,
  onSet,
  onInherit,
  children,
}: {
  readonly field: PolicyField;
  readonly scope: PolicyScope;
  readonly inherited: Policy;
  readonly source: PolicySource;
  /** Whether it is set here. */
  readonly own: boolean;
  readonly onSet: () => void;
  readonly onInherit: () => void;
  readonly children: ReactNode;
}) {
  const row = useRef<HTMLDivElement>(null);
  const wasOwn = useRef(own);
  // Whoever sets a field goes on to type, and whoever lets it go stays at its button.
  useEffect(() => {
    if (wasOwn.current === own) return;
    wasOwn.current = own;
    const first = own ? '.policy-control :is(input, textarea, [role="checkbox"])' : '.policy-switch';
    row.current?.querySelector<HTMLElement>(first)?.focus();
  }, [own]);
  const title = FIELD_TITLES[field];
  const words = inheritedWords(scope, field, inherited, source);
  const back = scope.of === 'everything' ? 'Use the default' : 'Inherit';
  return (
    <div className="policy-row" ref={row} data-own={own || undefined}>
      <div className="policy-row-head">
        <div className="policy-texts">
          <p className="policy-title">{title}</p>
          <p className="policy-inherited">{own ? `Otherwise ${words}` : words}</p>
        </div>
        <Button
          className="policy-switch"
          variant="quiet"
          aria-label={`${own ? back : 'Set here'}: ${title}`}
          onClick={own ? onInherit : onSet}
        >
          {own ? back : 'Set here'}
        </Button>
      </div>
      {own ? <div className="policy-control">{children}</div> : null}
    </div>
  );
}
