/** Turns values into text and back with the meaning of structured clone. Made by {@link createCodec}. */
export interface Codec {
  /** @throws Error "An object could not be cloned." for functions, symbols, promises and objects of the platform. */
  encode(value: unknown): string;
  decode(text: string): unknown;
}

/**
 * The codec of every message between main and preload. Chromium's debugging protocol carries text only, so values that
 * JSON loses (undefined, BigInt, Date, Map, bytes, cycles, shared references) go into a table of tagged nodes; a tree that
 * JSON keeps goes as plain JSON, which is several times faster for large lists.
 *
 * This function is also sent to the page as source, so it refers to nothing outside itself, and takes what it uses from
 * the global object when it is called.
 */
export function createCodec(): Codec {
  const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);
  const typedArrays: Record<string, new (buffer: ArrayBuffer) => unknown> = {
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  };
  const errors: Record<string, new (message?: string) => Error> = {
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  };

  const refuse = (): never => {
    throw new Error('An object could not be cloned.');
  };

  const isPlain = (value: object): boolean => {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
  };

  /** True when JSON.stringify keeps everything about the value, including that nothing in it is shared. */
  const isJson = (value: unknown, seen: Set<object>): boolean => {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return true;
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0);
      case 'object': {
        if (value === null) return true;
        if (seen.has(value)) return false;
        seen.add(value);
        if (Array.isArray(value)) {
          if (Object.keys(value).length !== value.length) return false;
          for (let index = 0; index < value.length; index += 1) {
            if (!isJson(value[index], seen)) return false;
          }
          return true;
        }
        if (tagOf(value) !== 'Object' || !isPlain(value) || 'toJSON' in value) return false;
        for (const key of Object.keys(value)) {
          if (key === '__proto__' || !isJson((value as Record<string, unknown>)[key], seen)) return false;
        }
        return true;
      }
      default:
        return false;
    }
  };

  const bytesToText = (bytes: Uint8Array): string => {
    let binary = '';
    for (let start = 0; start < bytes.length; start += 8192) {
      binary += String.fromCharCode(...bytes.subarray(start, start + 8192));
    }
    return btoa(binary);
  };

  const textToBuffer = (text: string): ArrayBuffer => {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
    return bytes.buffer;
  };

  const encodeTable = (root: unknown): unknown[] => {
    const table: unknown[] = [];
    const places = new Map<object, number>();

    const primitive = (value: unknown): unknown => {
      switch (typeof value) {
        case 'undefined':
          return ['undefined'];
        case 'bigint':
          return ['bigint', String(value)];
        case 'number':
          return Number.isFinite(value) && !Object.is(value, -0)
            ? value
            : ['number', Object.is(value, -0) ? '-0' : String(value)];
        case 'string':
        case 'boolean':
          return value;
        default:
          return value === null ? null : refuse();
      }
    };

    const entries = (value: object): unknown[] =>
      Object.keys(value).map((key) => [key, place((value as Record<string, unknown>)[key])]);

    const node = (value: object): unknown => {
      const tag = tagOf(value);
      if (Array.isArray(value)) return ['Array', value.length, entries(value)];
      if (ArrayBuffer.isView(value)) {
        if (tag !== 'DataView' && !(tag in typedArrays)) return refuse();
        return ['view', tag, bytesToText(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))];
      }
      switch (tag) {
        case 'Date':
          return ['Date', primitive((value as Date).getTime())];
        case 'RegExp':
          return ['RegExp', (value as RegExp).source, (value as RegExp).flags];
        case 'Map':
          return ['Map', Array.from(value as Map<unknown, unknown>, ([key, item]) => [place(key), place(item)])];
        case 'Set':
          return ['Set', Array.from(value as Set<unknown>, (item) => place(item))];
        case 'ArrayBuffer':
          return ['view', tag, bytesToText(new Uint8Array(value as ArrayBuffer))];
        case 'Error': {
          const error = value as Error;
          return [
            'Error',
            error.name,
            String(error.message),
            String(error.stack),
            'cause' in error ? [place(error.cause)] : [],
          ];
        }
        case 'Number':
        case 'String':
        case 'Boolean':
        case 'BigInt':
          return ['boxed', tag, primitive((value as { valueOf(): unknown }).valueOf())];
        case 'Object':
          return ['Object', entries(value)];
        default:
          return refuse();
      }
    };

    /** The index of the value in the table; an object that was met before keeps its index. */
    const place = (value: unknown): number => {
      if (typeof value !== 'object' || value === null) return table.push(primitive(value)) - 1;
      const known = places.get(value);
      if (known !== undefined) return known;
      const index = table.push(null) - 1;
      places.set(value, index);
      table[index] = node(value);
      return index;
    };

    place(root);
    return table;
  };

  const decodeTable = (table: unknown[]): unknown => {
    const done = new Map<number, unknown>();

    const assign = (target: object, pairs: [string, number][]): void => {
      for (const [key, index] of pairs) {
        Object.defineProperty(target, key, { value: at(index), writable: true, enumerable: true, configurable: true });
      }
    };

    const keep = <T>(index: number, value: T): T => {
      done.set(index, value);
      return value;
    };

    const at = (index: number): unknown => {
      if (done.has(index)) return done.get(index);
      const item = table[index];
      if (!Array.isArray(item)) return keep(index, item);
      const [tag, first, second, third, fourth] = item as [string, unknown, unknown, unknown, unknown];
      switch (tag) {
        case 'undefined':
          return keep(index, undefined);
        case 'bigint':
          return keep(index, BigInt(first as string));
        case 'number':
          return keep(index, Number(first));
        case 'Date':
          return keep(index, new Date(Array.isArray(first) ? Number.NaN : (first as number)));
        case 'RegExp':
          return keep(index, new RegExp(first as string, second as string));
        case 'boxed':
          return keep(index, Object(unbox(second)));
        case 'view': {
          const buffer = textToBuffer(second as string);
          if (first === 'ArrayBuffer') return keep(index, buffer);
          if (first === 'DataView') return keep(index, new DataView(buffer));
          const View = typedArrays[first as string];
          return keep(index, View === undefined ? refuse() : new View(buffer));
        }
        case 'Map': {
          const map = keep(index, new Map<unknown, unknown>());
          for (const [key, value] of first as [number, number][]) map.set(at(key), at(value));
          return map;
        }
        case 'Set': {
          const set = keep(index, new Set<unknown>());
          for (const value of first as number[]) set.add(at(value));
          return set;
        }
        case 'Error': {
          const Type = errors[first as string] ?? Error;
          const error = keep(index, new Type(second as string));
          Object.defineProperty(error, 'stack', { value: third, writable: true, configurable: true });
          const [cause] = fourth as number[];
          if (cause !== undefined) {
            Object.defineProperty(error, 'cause', { value: at(cause), writable: true, configurable: true });
          }
          return error;
        }
        case 'Array': {
          const array = keep(index, new Array<unknown>(first as number));
          assign(array, second as [string, number][]);
          return array;
        }
        case 'Object': {
          const object = keep(index, {});
          assign(object, first as [string, number][]);
          return object;
        }
        default:
          return refuse();
      }
    };

    const unbox = (value: unknown): unknown => {
      if (!Array.isArray(value)) return value;
      return value[0] === 'bigint' ? BigInt(value[1] as string) : Number(value[1]);
    };

    return at(0);
  };

  return {
    encode: (value) =>
      isJson(value, new Set()) ? `j${JSON.stringify(value)}` : `t${JSON.stringify(encodeTable(value))}`,
    decode: (text) => {
      const body: unknown = JSON.parse(text.slice(1));
      return text.startsWith('j') ? body : decodeTable(body as unknown[]);
    },
  };
}
