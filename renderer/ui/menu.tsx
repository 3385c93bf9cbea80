import { Check, ChevronRight, type LucideIcon } from 'lucide-react';
import { ContextMenu as RadixContext, DropdownMenu as RadixDropdown } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { Kbd } from './kbd.tsx';

/** One line of a menu. The same entries serve a dropdown and a context menu. */
export type MenuEntry =
  | {
      readonly type?: 'item';
      readonly id: string;
      readonly label: ReactNode;
      readonly icon?: LucideIcon;
      readonly shortcut?: string;
      readonly tone?: 'default' | 'danger';
      readonly disabled?: boolean;
      readonly onSelect: () => void;
    }
  | {
      readonly type: 'check';
      readonly id: string;
      readonly label: ReactNode;
      readonly checked: boolean;
      readonly onSelect: () => void;
    }
  | {
      readonly type: 'submenu';
      readonly id: string;
      readonly label: ReactNode;
      readonly icon?: LucideIcon;
      readonly entries: readonly MenuEntry[];
    }
  | { readonly type: 'heading'; readonly id: string; readonly label: ReactNode }
  | { readonly type: 'separator'; readonly id: string };

/** The parts that Radix's two menus share by name and shape. */
type Parts = Pick<
  typeof RadixDropdown,
  'Item' | 'CheckboxItem' | 'ItemIndicator' | 'Label' | 'Separator' | 'Sub' | 'SubTrigger' | 'SubContent' | 'Portal'
>;

/**
 * A menu under a button. `modal={false}`: Radix's modal menus lock scrolling by a `<style>` tag, which our CSP refuses.
 */
export function DropdownMenu({
  trigger,
  entries,
  align = 'end',
  label,
  onOpenChange,
}: {
  /** A button. */
  readonly trigger: ReactElement;
  readonly entries: readonly MenuEntry[];
  readonly align?: 'start' | 'center' | 'end';
  /** The menu's name for screen readers, where the trigger's own does not do. */
  readonly label?: string;
  readonly onOpenChange?: (open: boolean) => void;
}) {
  return (
    <RadixDropdown.Root modal={false} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <RadixDropdown.Trigger asChild>{trigger}</RadixDropdown.Trigger>
      <RadixDropdown.Portal>
        <RadixDropdown.Content
          className="menu"
          align={align}
          sideOffset={4}
          collisionPadding={8}
          {...(label === undefined ? {} : { 'aria-label': label })}
        >
          {entries.map((entry) => renderEntry(entry, RadixDropdown))}
        </RadixDropdown.Content>
      </RadixDropdown.Portal>
    </RadixDropdown.Root>
  );
}

/** A menu at the pointer, or by Shift+F10 and the menu key at what has the focus. */
export function ContextMenu({
  entries,
  children,
  onOpenChange,
}: {
  readonly entries: readonly MenuEntry[];
  /** One element that takes a ref. */
  readonly children: ReactElement;
  readonly onOpenChange?: (open: boolean) => void;
}) {
  return (
    <RadixContext.Root modal={false} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <RadixContext.Trigger asChild>{children}</RadixContext.Trigger>
      <RadixContext.Portal>
        <RadixContext.Content className="menu" collisionPadding={8}>
          {entries.map((entry) => renderEntry(entry, RadixContext))}
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  );
}

function renderEntry(entry: MenuEntry, parts: Parts): ReactNode {
  switch (entry.type) {
    case 'separator':
      return <parts.Separator key={entry.id} className="menu-separator" />;
    case 'heading':
      return (
        <parts.Label key={entry.id} className="menu-heading">
          {entry.label}
        </parts.Label>
      );
    case 'check':
      return (
        <parts.CheckboxItem key={entry.id} className="menu-item" checked={entry.checked} onSelect={entry.onSelect}>
          <span className="menu-icon">
            <parts.ItemIndicator>
              <Check size={14} aria-hidden="true" />
            </parts.ItemIndicator>
          </span>
          <span className="menu-label">{entry.label}</span>
        </parts.CheckboxItem>
      );
    case 'submenu': {
      const Icon = entry.icon;
      return (
        <parts.Sub key={entry.id}>
          <parts.SubTrigger className="menu-item">
            <span className="menu-icon">{Icon ? <Icon size={14} aria-hidden="true" /> : null}</span>
            <span className="menu-label">{entry.label}</span>
            <ChevronRight size={14} className="menu-more" aria-hidden="true" />
          </parts.SubTrigger>
          <parts.Portal>
            <parts.SubContent className="menu" collisionPadding={8} sideOffset={2} alignOffset={-5}>
              {entry.entries.map((inner) => renderEntry(inner, parts))}
            </parts.SubContent>
          </parts.Portal>
        </parts.Sub>
      );
    }
    default: {
      const Icon = entry.icon;
      return (
        <parts.Item
          key={entry.id}
          className="menu-item"
          data-tone={entry.tone ?? 'default'}
          disabled={entry.disabled ?? false}
          onSelect={entry.onSelect}
        >
          <span className="menu-icon">{Icon ? <Icon size={14} aria-hidden="true" /> : null}</span>
          <span className="menu-label">{entry.label}</span>
          {entry.shortcut === undefined ? null : <Kbd keys={entry.shortcut} />}
        </parts.Item>
      );
    }
  }
}
