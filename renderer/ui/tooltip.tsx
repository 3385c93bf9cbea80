import { Tooltip as Radix } from 'radix-ui';
import { type ReactElement, type ReactNode, useLayoutEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { Kbd } from './kbd.tsx';

/** Wrap the app in this once: it lets neighbouring tooltips open without a wait after the first. */
export function TooltipProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={500} skipDelayDuration={250} disableHoverableContent>
      {children}
    </Radix.Provider>
  );
}

/** A short text on hover and on keyboard focus. Never the only place of something that a person needs. */
export function Tooltip({
  text,
  shortcut,
  side = 'bottom',
  children,
}: {
  readonly text: ReactNode;
  readonly shortcut?: string;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  /** One element that takes a ref and pointer handlers. */
  readonly children: ReactElement;
}) {
  const [open, setOpen] = useState(false);
  useLayoutEffect(() => {
    if (!open) return;
    // Gone before anybody else hears of the key: Escape is for what lies under the tooltip, which Radix would keep it from.
    const close = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') flushSync(() => setOpen(false));
    };
    window.addEventListener('keydown', close, true);
    return () => window.removeEventListener('keydown', close, true);
  }, [open]);
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="tooltip" side={side} sideOffset={5} collisionPadding={8}>
          {text}
          {shortcut === undefined ? null : <Kbd keys={shortcut} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
