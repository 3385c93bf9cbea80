import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { messageText } from './message-text.tsx';

export type CalloutTone = 'info' | 'ok' | 'warning' | 'problem';

/** Something worth knowing, in the flow of a form or a screen. `live` has it read out when it appears. */
export function Callout({
  tone = 'info',
  title,
  children,
  actions,
  live = false,
}: {
  readonly tone?: CalloutTone;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly live?: boolean;
}) {
  const Icon = { info: Info, ok: CircleCheck, warning: TriangleAlert, problem: CircleAlert }[tone];
  return (
    <div className="callout" data-tone={tone} {...(live ? { role: tone === 'problem' ? 'alert' : 'status' } : {})}>
      <Icon size={15} aria-hidden="true" />
      <div className="callout-texts">
        {title === undefined ? null : <p className="callout-title">{messageText(title)}</p>}
        {messageText(children)}
      </div>
      {actions === undefined ? null : <div className="callout-actions">{actions}</div>}
    </div>
  );
}
