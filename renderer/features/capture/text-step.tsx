import { type ClipboardEvent, useRef, useState } from 'react';
import { engine } from '../../engine/client.ts';
import { Button } from '../../ui/button.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import { SourceStep, type StepProps } from './source-step.tsx';
import { useReading } from './use-reading.ts';

/**
 * Takes a copied table. A browser copies it as HTML as well, in which columns and links are clearer than in the text; both go
 * to the engine from the paste itself and are kept nowhere here.
 */
export function TextStep(step: StepProps) {
  const { state, onRead } = step;
  const connectionId = state.connection.id;
  const area = useRef<HTMLTextAreaElement>(null);
  const [typed, setTyped] = useState(false);
  const { busy, problem, read } = useReading(onRead);

  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>): void => {
    const text = event.clipboardData.getData('text/plain');
    const html = event.clipboardData.getData('text/html');
    // What is added to something typed is text like it.
    if (event.currentTarget.value !== '' || (text === '' && html === '')) return;
    event.preventDefault();
    if (!busy) void read(engine().captures.fromText({ connectionId, text, ...(html === '' ? {} : { html }) }));
  };
  const submit = (): void => {
    const text = area.current?.value ?? '';
    if (busy || text.trim() === '') return;
    void read(engine().captures.fromText({ connectionId, text }));
  };
  return (
    <SourceStep
      source="text"
      step={step}
      problem={problem}
      busy={busy}
      initialFocus={area}
      onSubmit={submit}
      primary={
        <Button type="submit" variant="primary" busy={busy} aria-disabled={!typed}>
          Read
          <Kbd keys="mod+enter" />
        </Button>
      }
    >
      <TextArea
        ref={area}
        label="The copied table"
        hint="Select the whole list at the provider, with its column titles, copy it, and paste it here."
        monospace
        rows={8}
        placeholder={'Name\tKey\tCreated\nci\tnrx_Ks7d…\t1 Sep 2026'}
        onPaste={onPaste}
        onInput={(event) => setTyped(event.currentTarget.value.trim() !== '')}
      />
    </SourceStep>
  );
}
