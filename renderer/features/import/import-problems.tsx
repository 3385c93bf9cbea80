import type { ImportPreview } from '#shared/contract/imports.ts';
import { Callout } from '../../ui/callout.tsx';
import { formatCount } from '../../ui/format-count.ts';

/** At most this many are written out; the rest is counted. */
const AT_MOST = 20;

/** What could not be read, line by line, and what stands out. */
export function ImportProblems({ preview }: { readonly preview: ImportPreview }) {
  const { errors, warnings } = preview;
  return (
    <>
      {errors.length === 0 ? null : (
        <Callout
          tone="problem"
          live
          title={
            errors.length === 1
              ? 'One line could not be read. Nothing is imported until it is mended.'
              : `${formatCount(errors.length)} lines could not be read. Nothing is imported until they are mended.`
          }
        >
          <Lines lines={errors} />
        </Callout>
      )}
      {warnings.length === 0 ? null : (
        <Callout tone="warning" title="Worth a look">
          <Lines lines={warnings} />
        </Callout>
      )}
    </>
  );
}

function Lines({ lines }: { readonly lines: ImportPreview['errors'] }) {
  return (
    <ul className="problem-lines">
      {lines.slice(0, AT_MOST).map((each) => (
        <li key={`${each.line} ${each.message}`}>
          {each.line === null ? null : <span className="problem-line">Line {formatCount(each.line)}</span>}
          {each.message}
        </li>
      ))}
      {lines.length > AT_MOST ? <li>and {formatCount(lines.length - AT_MOST)} more</li> : null}
    </ul>
  );
}
