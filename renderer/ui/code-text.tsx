import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** Text that a machine reads: a name, a prefix, a command. `block` for one that stands alone and may be copied. */
export function CodeText({ children, block = false }: { readonly children: ReactNode; readonly block?: boolean }) {
  return <code className={classNames('code-text', block && 'code-block selectable')}>{children}</code>;
}
