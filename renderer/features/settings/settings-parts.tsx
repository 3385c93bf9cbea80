import type { ReactNode } from 'react';

/** One part of the settings: a heading, a line about it, and a card of rows. */
export function SettingsSection({
  id,
  title,
  about,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly about?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="settings-section" id={id} aria-labelledby={`${id}-title`} tabIndex={-1}>
      <h2 id={`${id}-title`}>{title}</h2>
      {about === undefined ? null : <p className="settings-about">{about}</p>}
      <div className="settings-card">{children}</div>
    </section>
  );
}

/** A row of a card: what it is, what it means, and its control. */
export function SettingsRow({
  title,
  text,
  children,
}: {
  readonly title: ReactNode;
  readonly text?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <div className="settings-row">
      <div className="settings-texts">
        <p className="settings-title">{title}</p>
        {text === undefined ? null : <div className="settings-text">{text}</div>}
      </div>
      {children === undefined ? null : <div className="settings-control">{children}</div>}
    </div>
  );
}
