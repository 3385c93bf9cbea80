/**
 * The values of D-Bus messages as bytes and back, little-endian, after the "D-Bus Specification", "Marshaling". Numbers of
 * eight bytes are bigints, dictionaries are maps, structs are lists, a variant says its own signature.
 */
export type BusValue = string | number | bigint | boolean | BusVariant | readonly BusValue[] | Map<BusValue, BusValue>;

export class BusVariant {
  readonly signature: string;
  readonly value: BusValue;

  constructor(signature: string, value: BusValue) {
    this.signature = signature;
    this.value = value;
  }
}

const ALIGNMENTS: Readonly<Record<string, number>> = {
  ...{ y: 1, g: 1, v: 1, n: 2, q: 2, b: 4, i: 4, u: 4, s: 4, o: 4, a: 4, h: 4, x: 8, t: 8, d: 8, '(': 8, '{': 8 },
};
const DEEPEST = 32;

const isList = (value: BusValue): value is readonly BusValue[] => Array.isArray(value);

/** The complete types of a signature: `sa{sv}u` is `s`, `a{sv}` and `u`. @throws RangeError for one that is not whole */
export function typesOf(signature: string): string[] {
  const types: string[] = [];
  for (let from = 0; from < signature.length; from = typeEnd(signature, from)) {
    types.push(signature.slice(from, typeEnd(signature, from)));
  }
  return types;
}

function typeEnd(signature: string, from: number): number {
  let at = from;
  while (signature[at] === 'a') at += 1;
  const first = signature[at];
  if (first === undefined || ALIGNMENTS[first] === undefined) throw new RangeError('Not a signature');
  if (first !== '(' && first !== '{') return at + 1;
  const last = first === '(' ? ')' : '}';
  at += 1;
  // An array of nothing has no end.
  if (signature[at] === last) throw new RangeError('Not a signature');
  while (signature[at] !== last) at = typeEnd(signature, at);
  return at + 1;
}

export class BusWriter {
  readonly #parts: Buffer[] = [];
  #length: number;

  /** @param at how far into its message it begins: alignment counts from the message's start */
  constructor(at = 0) {
    this.#length = at;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  align(to: number): void {
    this.#put(Buffer.alloc((to - (this.#length % to)) % to));
  }

  /** @throws TypeError where the value is not of that type */
  write(type: string, value: BusValue): void {
    this.align(ALIGNMENTS[type[0] ?? ''] ?? 1);
    if (type === 's' || type === 'o' || type === 'g') this.#text(type, value);
    else if (type === 'v' && value instanceof BusVariant) {
      this.write('g', value.signature);
      this.write(value.signature, value.value);
    } else if (type.startsWith('a')) this.#array(type.slice(1), value);
    else if (type.startsWith('(') && isList(value)) {
      for (const [index, part] of typesOf(type.slice(1, -1)).entries()) this.write(part, value[index] ?? '');
    } else if (typeof value === 'number' || typeof value === 'boolean') this.#number(type, Number(value));
    else throw new TypeError(`Not a value of type ${type}`);
  }

  #text(type: string, value: BusValue): void {
    if (typeof value !== 'string') throw new TypeError('Not a text');
    // A zero would end it early, and the bus hangs up on whoever sends one.
    const text = Buffer.from(value.replaceAll('\0', ' ').toWellFormed(), 'utf8');
    if (type === 'g') this.#put(Buffer.of(text.length));
    else this.#number('u', text.length);
    this.#put(text);
    this.#put(Buffer.of(0));
  }

  #array(type: string, value: BusValue): void {
    const start = this.#length + 4;
    const alignment = ALIGNMENTS[type[0] ?? ''] ?? 1;
    const padding = (alignment - (start % alignment)) % alignment;
    const inner = new BusWriter(start + padding);
    const items = value instanceof Map ? [...value] : isList(value) ? value : null;
    if (items === null) throw new TypeError('Not a list');
    for (const item of items) {
      if (value instanceof Map) {
        const [keyType = '', valueType = ''] = typesOf(type.slice(1, -1));
        const [key, what] = item as readonly [BusValue, BusValue];
        inner.align(8);
        inner.write(keyType, key);
        inner.write(valueType, what);
      } else inner.write(type, item as BusValue);
    }
    const { bytes } = inner;
    this.#number('u', bytes.length);
    this.#put(Buffer.alloc(padding));
    this.#put(bytes);
  }

  #number(type: string, value: number): void {
    const bytes = Buffer.alloc(type === 'y' ? 1 : 4);
    if (type === 'y') bytes.writeUInt8(value);
    else if (type === 'i') bytes.writeInt32LE(value);
    else if (type === 'u' || type === 'b') bytes.writeUInt32LE(value);
    else throw new TypeError(`Numbers of type ${type} are not written`);
    this.#put(bytes);
  }

  #put(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }
}

export class BusReader {
  readonly #bytes: Buffer;
  #at: number;

  /** @param bytes a whole message, since alignment counts from its start */
  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  align(to: number): void {
    this.#at += (to - (this.#at % to)) % to;
  }

  /** @throws RangeError where the bytes are not of that type */
  read(type: string, depth = 0): BusValue {
    if (depth > DEEPEST) throw new RangeError('Too deep');
    this.align(ALIGNMENTS[type[0] ?? ''] ?? 1);
    switch (type[0]) {
      case 'y':
        return this.#bytes.readUInt8(this.#skip(1));
      case 'n':
        return this.#bytes.readInt16LE(this.#skip(2));
      case 'q':
        return this.#bytes.readUInt16LE(this.#skip(2));
      case 'b':
        return this.#bytes.readUInt32LE(this.#skip(4)) !== 0;
      case 'i':
        return this.#bytes.readInt32LE(this.#skip(4));
      case 'u':
      case 'h':
        return this.#bytes.readUInt32LE(this.#skip(4));
      case 'x':
        return this.#bytes.readBigInt64LE(this.#skip(8));
      case 't':
        return this.#bytes.readBigUInt64LE(this.#skip(8));
      case 'd':
        return this.#bytes.readDoubleLE(this.#skip(8));
      case 'g':
        return this.#text(this.#bytes.readUInt8(this.#skip(1)));
      case 's':
      case 'o':
        return this.#text(this.#bytes.readUInt32LE(this.#skip(4)));
      case 'v': {
        const signature = this.read('g') as string;
        return new BusVariant(signature, this.read(signature, depth + 1));
      }
      case '(':
        return typesOf(type.slice(1, -1)).map((part) => this.read(part, depth + 1));
      case 'a':
        return this.#array(type.slice(1), depth);
      default:
        throw new RangeError('Not a signature');
    }
  }

  #array(type: string, depth: number): BusValue {
    const length = this.#bytes.readUInt32LE(this.#skip(4));
    this.align(ALIGNMENTS[type[0] ?? ''] ?? 1);
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('Longer than its message');
    if (!type.startsWith('{')) {
      const items: BusValue[] = [];
      while (this.#at < end) items.push(this.read(type, depth + 1));
      return items;
    }
    const [keyType = '', valueType = ''] = typesOf(type.slice(1, -1));
    const entries = new Map<BusValue, BusValue>();
    while (this.#at < end) {
      this.align(8);
      entries.set(this.read(keyType, depth + 1), this.read(valueType, depth + 1));
    }
    return entries;
  }

  #text(length: number): string {
    const at = this.#skip(length + 1);
    if (at + length > this.#bytes.length) throw new RangeError('Longer than its message');
    return this.#bytes.toString('utf8', at, at + length);
  }

  #skip(count: number): number {
    const at = this.#at;
    this.#at += count;
    return at;
  }
}
