import { BusReader, type BusValue, BusVariant, BusWriter, typesOf } from './bus-values.ts';

/** A message of the session bus. Absent fields are empty. */
export type BusMessage = {
  readonly kind: 'call' | 'reply' | 'error' | 'signal';
  readonly serial: number;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly error: string;
  readonly replyTo: number;
  readonly destination: string;
  readonly sender: string;
  readonly signature: string;
  readonly body: readonly BusValue[];
};

const KINDS = ['call', 'reply', 'error', 'signal'] as const;
/** The header's fields by their codes, and their types. */
const FIELDS = [
  [1, 'path', 'o'],
  [2, 'interface', 's'],
  [3, 'member', 's'],
  [4, 'error', 's'],
  [5, 'replyTo', 'u'],
  [6, 'destination', 's'],
  [7, 'sender', 's'],
  [8, 'signature', 'g'],
] as const;
/** Up to the length of the fields, and that itself. */
const FIXED_BYTES = 16;
const LITTLE_ENDIAN = 'l'.charCodeAt(0);
const LONGEST_BYTES = 16 * 1024 * 1024;
const NOTHING = {
  ...{ path: '', interface: '', member: '', error: '', replyTo: 0, destination: '', sender: '', signature: '' },
};

/** Fills in what is not said. */
export function busMessage(message: Pick<BusMessage, 'kind' | 'serial'> & Partial<BusMessage>): BusMessage {
  return { ...NOTHING, body: [], ...message };
}

export function encodeMessage(message: BusMessage): Buffer {
  const body = new BusWriter();
  for (const [index, type] of typesOf(message.signature).entries()) body.write(type, message.body[index] ?? '');
  const { bytes } = body;
  const fields = FIELDS.filter(([, name]) => message[name] !== NOTHING[name]);
  const header = new BusWriter();
  header.write('y', LITTLE_ENDIAN);
  header.write('y', KINDS.indexOf(message.kind) + 1);
  header.write('y', 0);
  header.write('y', 1);
  header.write('u', bytes.length);
  header.write('u', message.serial);
  header.write(
    'a(yv)',
    fields.map(([code, name, type]) => [code, new BusVariant(type, message[name])]),
  );
  header.align(8);
  return Buffer.concat([header.bytes, bytes]);
}

/**
 * The first message in the bytes, and how many of them it takes; null where they do not hold the whole of it yet.
 * @throws RangeError for bytes that are no message
 */
export function decodeMessage(bytes: Buffer): { readonly message: BusMessage; readonly length: number } | null {
  if (bytes.length < FIXED_BYTES) return null;
  const kind = KINDS[bytes.readUInt8(1) - 1];
  // The bus passes messages on as they were sent; of programs on this machine, all are little-endian.
  if (bytes[0] !== LITTLE_ENDIAN || kind === undefined) throw new RangeError('Not a message');
  const bodyLength = bytes.readUInt32LE(4);
  const fieldsEnd = FIXED_BYTES + bytes.readUInt32LE(12);
  const bodyAt = fieldsEnd + ((8 - (fieldsEnd % 8)) % 8);
  const length = bodyAt + bodyLength;
  if (length > LONGEST_BYTES) throw new RangeError('Too long');
  if (bytes.length < length) return null;
  const whole = bytes.subarray(0, length);
  const read = new Map<number, BusValue>();
  for (const field of new BusReader(whole, 12).read('a(yv)') as [number, BusVariant][])
    read.set(field[0], field[1].value);
  const said = Object.fromEntries(FIELDS.flatMap(([code, name]) => (read.has(code) ? [[name, read.get(code)]] : [])));
  const named = { ...NOTHING, ...said };
  const reader = new BusReader(whole, bodyAt);
  const body = typesOf(named.signature).map((type) => reader.read(type));
  return { message: { ...named, kind, serial: bytes.readUInt32LE(8), body }, length };
}
