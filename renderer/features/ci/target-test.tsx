import type { Contract } from '#shared/contract/index.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import type { CiTargetId } from '#shared/domain/ids.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Callout, type CalloutTone } from '../../ui/callout.tsx';
import { formatDay } from '../../ui/format-time.ts';

type Tested = ResponseOf<Contract['ciTargets']['test']>;

export interface TargetTested {
  readonly tone: CalloutTone;
  readonly title: string;
  readonly message: string;
  /** What the token may do, in words; empty where the system does not say. */
  readonly may: string;
}

const TITLES: Readonly<Record<Tested['result'], { readonly tone: CalloutTone; readonly title: string }>> = {
  works: { tone: 'ok', title: 'It works' },
  refused: { tone: 'problem', title: 'The token is not enough' },
  limited: { tone: 'warning', title: 'The target asks to wait' },
  unreachable: { tone: 'warning', title: 'The target could not be reached' },
};

/** Asks what the stored token may do; null where the person needs no answer any more. */
export async function testStored(targetId: CiTargetId): Promise<TargetTested | null> {
  const answer = await call(engine().ciTargets.test({ targetId }));
  if (answer.ok) {
    const { result, message } = answer.value;
    return { ...TITLES[result], message, may: mayText(answer.value) };
  }
  if (isQuiet(answer)) return null;
  const title = answer.error.code === 'credential-missing' ? 'Saved, without a token' : 'Saved, but not tested';
  return { tone: 'warning', title, message: answer.error.message, may: '' };
}

function mayText({ mayRead, mayWrite, tokenExpiresAt }: Tested): string {
  const parts = [
    ...(mayRead === null ? [] : [`${mayRead ? 'May' : 'May not'} list secrets`]),
    ...(mayWrite === null ? [] : [`${mayWrite ? 'may' : 'may not'} write them`]),
    ...(tokenExpiresAt === null ? [] : [`the token ends on ${formatDay(tokenExpiresAt)}`]),
  ];
  const text = parts.join(', ');
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** How a test ended, with what is missing where it did not work. */
export function TargetTest({ result: { tone, title, message, may } }: { readonly result: TargetTested }) {
  return (
    <Callout tone={tone} title={title} live>
      {message === '' ? null : <p>{message}</p>}
      {may === '' ? null : <p>{may}</p>}
    </Callout>
  );
}
