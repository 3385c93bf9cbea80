import type { ReactNode } from 'react';

/** What stands alone in the window while the vault is not open: the mark, a title, and one thing to do. */
export function GateCard({
  title,
  text,
  wide = false,
  step,
  children,
}: {
  readonly title: string;
  readonly text?: ReactNode;
  readonly wide?: boolean;
  /** "Step 1 of 3" */
  readonly step?: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="gate">
      <div className="drag-region" />
      <main className="gate-card" data-wide={wide || undefined}>
        <KeyrailMark />
        {step === undefined ? null : <p className="gate-step">{step}</p>}
        <h1 className="gate-title">{title}</h1>
        {text === undefined ? null : <p className="gate-text">{text}</p>}
        {children}
      </main>
    </div>
  );
}

/** Keyrail's mark: keys that hang on a rail. Decorative; the title says the name. */
function KeyrailMark() {
  return (
    <svg className="gate-mark" width="36" height="36" viewBox="0 0 36 36" fill="none" aria-hidden="true">
      <rect width="36" height="36" rx="9" fill="var(--text)" />
      <path d="M8 10.5h20" stroke="var(--bg)" strokeWidth="2.5" strokeLinecap="round" />
      <path d="M12 10.5V25M18 10.5v9M24 10.5V22" stroke="var(--bg)" strokeWidth="2.5" strokeLinecap="round" />
      <path d="M12 21h3M24 18h3" stroke="var(--bg)" strokeWidth="2.5" strokeLinecap="round" />
    </svg>
  );
}
