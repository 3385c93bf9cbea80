import { Copy, Printer } from 'lucide-react';
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';

/** The groups as the code is written: each stands on a line of its own in the page. */
export function oneLine(groups: string): string {
  return groups
    .split(/[\s-]+/)
    .filter((group) => group !== '')
    .join('-');
}

/**
 * The recovery code in its groups. It comes in a ref and goes straight into the page's text: React's state never has it.
 */
export function RecoveryCode({ code }: { readonly code: RefObject<string> }) {
  const output = useRef<HTMLOListElement>(null);
  const [copied, setCopied] = useState<'yes' | 'no' | null>(null);
  useLayoutEffect(() => {
    const list = output.current;
    if (list === null) return;
    list.replaceChildren(
      ...code.current.split(/[\s-]+/).map((group) => {
        const item = document.createElement('li');
        item.textContent = group;
        return item;
      }),
    );
    return () => list.replaceChildren();
  }, [code]);
  const copy = (): void => {
    const selection = window.getSelection();
    if (selection === null || output.current === null) return;
    // Copied by the page itself: the engine puts only keys on the clipboard, and the page has no clipboard permission.
    const range = document.createRange();
    range.selectNodeContents(output.current);
    selection.removeAllRanges();
    selection.addRange(range);
    setCopied(document.execCommand('copy') ? 'yes' : 'no');
    selection.removeAllRanges();
  };
  return (
    <>
      <ol
        className="recovery-code mono selectable"
        ref={output}
        aria-label="Recovery code"
        onCopy={(event) => {
          event.clipboardData.setData('text/plain', oneLine(window.getSelection()?.toString() ?? ''));
          event.preventDefault();
        }}
      />
      <div className="recovery-actions">
        <Button icon={Printer} onClick={() => window.print()}>
          Print
        </Button>
        <Button icon={Copy} onClick={copy}>
          Copy
        </Button>
      </div>
      {copied === null ? null : copied === 'yes' ? (
        <Callout tone="warning" title="The code is on the clipboard" live>
          Other programs can read it there, and Keyrail does not clear it. Paste it where you keep it, then copy
          something else.
        </Callout>
      ) : (
        <Callout tone="problem" live>
          The clipboard could not be reached. Write the code down or print it.
        </Callout>
      )}
    </>
  );
}
