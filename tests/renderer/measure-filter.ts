/**
 * Types each text into the filter field of the screen that is open, letter by letter, takes it back letter by letter, and
 * gives for each keystroke the milliseconds from the input event to the end of the frame that shows its result: script,
 * style, layout and paint. A keystroke starts at the beginning of a frame, so that the wait for the display's next frame
 * (which is no work of ours) is not counted.
 */
export async function measureFilter(texts: readonly string[]): Promise<readonly number[]> {
  const field = document.querySelector<HTMLInputElement>('input[type="search"]');
  if (field === null) throw new Error('There is no filter field on this screen.');
  const timings: number[] = [];
  for (const text of texts) {
    for (let length = 1; length <= text.length; length += 1)
      timings.push(await keystroke(field, text.slice(0, length)));
    for (let length = text.length - 1; length >= 0; length -= 1)
      timings.push(await keystroke(field, text.slice(0, length)));
  }
  return timings;
}

function keystroke(field: HTMLInputElement, text: string): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const start = performance.now();
      const channel = new MessageChannel();
      // A message that is posted before the frame is drawn arrives after it.
      channel.port1.onmessage = () => {
        channel.port1.close();
        resolve(performance.now() - start);
      };
      setValue(field, text);
      field.dispatchEvent(
        new InputEvent('input', { bubbles: true, data: text.at(-1) ?? null, inputType: 'insertText' }),
      );
      channel.port2.postMessage(null);
    });
  });
}

/** React notices a change of an input only when the value was set below its own tracking of it. */
function setValue(field: HTMLInputElement, text: string): void {
  const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
  if (setter === undefined) throw new Error('This browser has no setter for an input’s value.');
  setter.call(field, text);
}
