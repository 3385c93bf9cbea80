import { keyStatusAt } from '#shared/domain/key-status.ts';
import { providerName } from '../../data/provider-name.ts';
import { findEnvironment } from '../../stores/projects.ts';
import { EnvironmentName } from '../../ui/environment-swatch.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import { useNow } from '../../ui/use-now.ts';
import type { PaletteItem } from './palette-items.ts';

/** One line of the palette: a heading, a command or a key. */
export function PaletteRow({
  id,
  item,
  active,
  position,
  count,
  offsetPx,
  heightPx,
  onPoint,
  onChoose,
}: {
  readonly id: string;
  readonly item: PaletteItem;
  readonly active: boolean;
  /** From 1, among the rows that can be chosen. */
  readonly position: number;
  readonly count: number;
  readonly offsetPx: number;
  readonly heightPx: number;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}) {
  const now = useNow();
  const style = { transform: `translateY(${offsetPx}px)`, height: heightPx };
  if (item.type === 'heading') {
    return (
      <div className="palette-heading" style={style} role="presentation">
        {item.text}
      </div>
    );
  }
  return (
    <div
      id={id}
      className="palette-row"
      style={style}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      aria-posinset={position}
      aria-setsize={count}
      onMouseMove={active ? undefined : onPoint}
      // The focus stays in the field.
      onMouseDown={(event) => event.preventDefault()}
      onMouseUp={onChoose}
    >
      {item.type === 'command' ? (
        <>
          <span className="palette-title truncate">{item.command.title}</span>
          {item.command.shortcut === undefined ? null : <Kbd keys={item.command.shortcut} />}
        </>
      ) : (
        <>
          <StatusMark status={keyStatusAt(item.key, now)} iconOnly />
          <span className="palette-name truncate">{item.key.name}</span>
          {item.key.provider === null ? null : (
            <span className="faint truncate">{providerName(item.key.provider)}</span>
          )}
          <KeyPlace environmentId={item.key.environmentId} />
        </>
      )}
    </div>
  );
}

function KeyPlace({ environmentId }: { readonly environmentId: Parameters<typeof findEnvironment>[0] }) {
  const found = findEnvironment(environmentId);
  if (found === undefined) return null;
  const { project, environment } = found;
  return (
    <span className="palette-place">
      <span className="truncate">{project.name}</span>
      <EnvironmentName name={environment.name} colour={environment.colour} protected={environment.protected} />
    </span>
  );
}
