import type { Contract } from '#shared/contract/index.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import type { ConnectionId } from '#shared/domain/ids.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Callout, type CalloutTone } from '../../ui/callout.tsx';

type Tested = ResponseOf<Contract['connections']['test']>;

export interface TestResult {
  readonly tone: CalloutTone;
  readonly title: string;
  readonly message: string;
  readonly hints: readonly string[];
}

const TITLES: Readonly<Record<Tested['result'], { readonly tone: CalloutTone; readonly title: string }>> = {
  works: { tone: 'ok', title: 'It works' },
  refused: { tone: 'problem', title: 'The provider refused' },
  limited: { tone: 'warning', title: 'The provider asks to wait' },
  unreachable: { tone: 'warning', title: 'The provider could not be reached' },
};

/** Asks the provider with the stored credential; null where the person needs no answer any more. */
export async function testConnection(connectionId: ConnectionId): Promise<TestResult | null> {
  const answer = await call(engine().connections.test({ connectionId }));
  if (answer.ok) {
    const { result, message, hints } = answer.value;
    return { ...TITLES[result], message, hints };
  }
  if (isQuiet(answer)) return null;
  return { tone: 'warning', title: 'Saved, but not tested', message: answer.error.message, hints: [] };
}

/** How a test ended, with what to look at where it did not work. */
export function ConnectionTest({ result: { tone, title, message, hints } }: { readonly result: TestResult }) {
  return (
    <Callout tone={tone} title={title} live>
      {message === '' ? null : <p>{message}</p>}
      {hints.length === 0 ? null : (
        <ul className="plain-list">
          {hints.map((hint) => (
            <li key={hint}>{hint}</li>
          ))}
        </ul>
      )}
    </Callout>
  );
}
