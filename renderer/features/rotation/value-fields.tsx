import { type Ref, type RefObject, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { failure, type Result } from '#shared/contract/result.ts';
import type { KeyDetail } from '#shared/domain/key.ts';
import type { Rotation } from '#shared/domain/rotation.ts';
import { providerName } from '../../data/provider-name.ts';
import type { KeptForm } from '../../dialogs.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Callout } from '../../ui/callout.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { identifierLabel, valueLabel } from '../add-key/key-kinds.ts';
import { PasteField, type ValueSource } from '../add-key/paste-field.tsx';
import { RecognitionNotes } from '../add-key/recognition-notes.tsx';
import { useKeptPaste, useRestored } from '../add-key/use-kept-paste.ts';
import { type Around, cleaning, useRecognition } from '../add-key/use-recognition.ts';

export interface ValueHandle {
  /** Puts the focus where the value goes; false where there is no such place. */
  readonly focus: () => boolean;
  /** Gives the value to the rotation. */
  readonly give: () => Promise<void>;
}

/** The value of the replacement. It is in a ref only, and gone as soon as it is given or the step is left. */
export function ValueFields({
  ref,
  rotation,
  kept,
  doing,
  main,
}: {
  readonly ref: Ref<ValueHandle>;
  readonly rotation: Rotation;
  readonly kept: KeptForm | undefined;
  readonly doing: (work: () => Promise<Result<unknown, string>>) => Promise<boolean>;
  readonly main: RefObject<HTMLButtonElement | null>;
}) {
  const [first] = rotation.keys;
  const text = useRef('');
  const frame = useRef<HTMLDivElement>(null);
  const identifier = useRef<HTMLInputElement>(null);
  const [source, setSource] = useState<ValueSource>(kept === undefined ? 'nothing' : 'text');
  const [error, setError] = useState<string | null>(null);
  const [chosen, setChosen] = useState(0);
  const [around, setAround] = useState<Around>(
    (kept?.fields as { readonly around: Around } | undefined)?.around ?? 'certain',
  );
  const { found, error: notRecognised, busy, recognise, forget } = useRecognition();
  const detail = useDetail(rotation);
  const paste = useKeptPaste(text, kept, {
    label: `New value of ${first?.name ?? 'a key'}, for its rotation`,
    request: { kind: 'rotation', rotationId: rotation.id },
    fields: { around },
  });
  useRestored(kept, (pastedId) => void recognise({ pastedId }, first?.name ?? '', around === 'all'));
  const candidate = found?.candidates[chosen];
  useEffect(
    () => () => {
      text.current = '';
    },
    [],
  );

  const clear = (): void => {
    text.current = '';
    setSource('nothing');
    forget();
  };
  useImperativeHandle(ref, () => ({
    focus: () => {
      const area = frame.current?.querySelector('textarea');
      area?.focus();
      return area != null;
    },
    give: async () => {
      if (source === 'nothing') {
        setError('Paste the new value.');
        frame.current?.querySelector('textarea')?.focus();
        return;
      }
      if (found?.shape === 'many' && source === 'text' && around !== 'kept' && !severalLines) {
        setError('These are several lines with names. Paste one value.');
        return;
      }
      const named = identifier.current?.value.trim() ?? '';
      const given = await doing(async () => {
        const answer = await call(
          engine().rotations.giveValue({
            rotationId: rotation.id,
            value: source === 'file' ? { from: 'file' } : paste.given(),
            ...cleaning(around),
            ...(named === '' ? {} : { identifier: named }),
          }),
        );
        if (answer.ok || !VALUE_ERRORS.has(answer.error.code)) return answer;
        setError(answer.error.message);
        // It is said at the field.
        return failure('cancelled', '');
      });
      if (!given) return;
      paste.stored();
      clear();
    },
  }));
  const other =
    candidate?.certain === true &&
    candidate.provider !== null &&
    rotation.provider !== null &&
    candidate.provider !== rotation.provider
      ? (candidate.providerName ?? providerName(candidate.provider))
      : null;
  const identifierName =
    rotation.provider === 'aws-iam' ? 'Access key id' : detail === null ? null : identifierLabel(detail.kind);
  const severalLines = detail?.kind === 'key-pair' || detail?.kind === 'file';
  const isPair = rotation.keys.some(({ part }) => part === 'identifier');
  const own = new Set<string>(rotation.keys.map(({ keyId }) => keyId));
  const noted = found === null ? null : { ...found, sameValue: found.sameValue.filter(({ keyId }) => !own.has(keyId)) };
  const label = detail === null ? 'value' : valueLabel(detail.kind).toLowerCase();

  return (
    <div className="rotation-value" ref={frame}>
      <PasteField
        label={`New ${label} of ${first?.name ?? 'the key'}`}
        placeholder="Paste the new value"
        text={text}
        source={source}
        prefix={candidate?.prefix ?? ''}
        lengthBytes={found?.lengthBytes ?? 0}
        busy={busy}
        isRestored={paste.isRestored}
        error={error ?? notRecognised?.message}
        onSource={setSource}
        onText={() => {
          setError(null);
          setChosen(0);
          setAround('certain');
          paste.keep();
          if (text.current === '') forget();
          else void recognise(text.current, first?.name ?? '');
        }}
        onGiven={() => main.current?.focus()}
      />
      {source === 'text' && noted !== null && noted.shape !== 'empty' ? (
        <RecognitionNotes
          found={noted}
          chosen={chosen}
          onChoose={setChosen}
          around={around}
          onAround={(next) => {
            setAround(next);
            if (next !== 'kept') void recognise(paste.given(), first?.name ?? '', next === 'all');
          }}
        />
      ) : null}
      {identifierName === null ? null : (
        <TextField
          ref={identifier}
          label={`New ${identifierName.toLowerCase()}`}
          hint={isPair ? 'The other half of the pair: it is new as well.' : 'Empty: as it was.'}
          required={isPair}
          monospace
          autoComplete="off"
        />
      )}
      {other === null ? null : (
        <Callout tone="warning" live>
          This looks like a value from {other}, and the key is for {rotation.providerName}.
        </Callout>
      )}
    </div>
  );
}

const VALUE_ERRORS: ReadonlySet<string> = new Set(['value-empty', 'value-invalid', 'value-too-large']);

/** The first key, for how its parts are called; null while it is read and where it is gone. */
function useDetail(rotation: Rotation): KeyDetail | null {
  const keyId = rotation.keys[0]?.keyId;
  const [detail, setDetail] = useState<KeyDetail | null>(null);
  useEffect(() => {
    if (keyId === undefined) return;
    let current = true;
    void call(engine().keys.get({ keyId })).then((answer) => {
      if (current && answer.ok) setDetail(answer.value.key);
    });
    return () => {
      current = false;
    };
  }, [keyId]);
  return detail;
}
