import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCodec } from './codec.ts';

const { encode, decode } = createCodec();
const roundTrip = (value: unknown): unknown => decode(encode(value));

describe('the codec of messages', () => {
  it('copies what structured clone copies, as structured clone does', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withBoxedValues: true,
    });
    fc.assert(
      fc.property(anything, (value) => {
        expect(roundTrip(value)).toStrictEqual(deserialize(serialize(value)));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps bytes, cycles, shared references and errors', () => {
    const shared = { bytes: Uint8Array.of(0, 128, 255), buffer: Uint8Array.of(1, 2).buffer };
    const cyclic: Record<string, unknown> = { shared, again: shared, error: new RangeError('wrong', { cause: 'why' }) };
    cyclic['self'] = cyclic;
    const copy = roundTrip(cyclic) as typeof cyclic;
    expect(copy['self']).toBe(copy);
    expect(copy['again']).toBe(copy['shared']);
    expect(copy['shared']).toStrictEqual(shared);
    expect(copy['error']).toBeInstanceOf(RangeError);
    expect(copy['error']).toMatchObject({ message: 'wrong', cause: 'why' });
  });

  it('does not take a key for a prototype', () => {
    const hostile: unknown = JSON.parse('{"__proto__": {"polluted": true}}');
    const copy = roundTrip(hostile) as object;
    expect(Object.hasOwn(copy, '__proto__')).toBe(true);
    expect('polluted' in copy).toBe(false);
  });

  it.each([[() => 1], [Symbol('s')], [Promise.resolve()], [new WeakMap()], [{ deep: [() => 1] }]])(
    'refuses %o',
    (value) => {
      expect(() => encode(value)).toThrow('An object could not be cloned.');
    },
  );
});
