import type { ScanProblem } from '#shared/domain/repository-scan.ts';
import { messageText } from '../../ui/message-text.tsx';
import { Capped } from './capped.tsx';

/** What could not be read or told. The rest was scanned all the same. */
export function ScanProblems({ problems }: { readonly problems: readonly ScanProblem[] }) {
  return (
    <>
      <p className="scan-note">The rest was scanned all the same.</p>
      <Capped items={problems}>
        {(shown) => (
          <ul className="scan-problems">
            {shown.map(({ file, line, message }) => (
              <li key={`${file} ${line} ${message}`}>
                {file === null ? null : (
                  <span className="mono selectable">
                    {file}
                    {line === null ? '' : `:${line}`}
                  </span>
                )}
                <span>{messageText(message)}</span>
              </li>
            ))}
          </ul>
        )}
      </Capped>
    </>
  );
}
