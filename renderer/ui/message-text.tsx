import { Fragment, type ReactNode } from 'react';
import { CodeText } from './code-text.tsx';

/** A message of the engine's, with what it has between backticks (a command, a file) as code. Other content is left as it is. */
export function messageText(content: ReactNode): ReactNode {
  if (typeof content !== 'string' || !content.includes('`')) return content;
  const parts = content.split('`');
  // A backtick without a second one is only a backtick.
  if (parts.length % 2 === 0) return content;
  return parts.map((part, index) => {
    // The parts of one text have no other identity than their place.
    const key = `${index} ${part}`;
    return index % 2 === 1 ? <CodeText key={key}>{part}</CodeText> : <Fragment key={key}>{part}</Fragment>;
  });
}
