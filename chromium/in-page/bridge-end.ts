/** One side of the synchronous bridge between the preload's world and the page's world of one document. */
export interface BridgeEnd {
  /** Copies a value for the other side: functions and promises become references, everything else is cloned. */
  pack(value: unknown): unknown;
  unpack(packed: unknown): unknown;
  /** Calls a function of the other side by its name in `offer`, synchronously. */
  callNamed(name: string, args: unknown[]): unknown;
  offer(name: string, target: (...args: unknown[]) => unknown): void;
}

/**
 * Two worlds of a document share its DOM but no JavaScript object. Both hold one detached element that no page script
 * can find, and call each other by events on it: dispatching is synchronous and Chromium clones `detail` from one world to the
 * other. What is needed later is taken from the global object now, before a page script could replace it.
 *
 * Sent to the page as source: refers to nothing outside itself.
 */
export function createBridgeEnd(element: Element, side: 'page' | 'preload'): BridgeEnd {
  const other = side === 'page' ? 'preload' : 'page';
  const { apply, ownKeys, getOwnPropertyDescriptor, defineProperty } = Reflect;
  const { getPrototypeOf } = Object;
  const objectTag = Object.prototype.toString;
  const isArray = Array.isArray;
  const CustomEventHere = CustomEvent;
  const ErrorHere = Error;
  const PromiseHere = Promise;
  const dispatch = EventTarget.prototype.dispatchEvent;
  const readDetail = getOwnPropertyDescriptor(CustomEvent.prototype, 'detail')?.get as () => unknown;
  const then = Promise.prototype.then;
  const mapGet = Map.prototype.get;
  const mapSet = Map.prototype.set;
  const weakGet = WeakMap.prototype.get;
  const weakSet = WeakMap.prototype.set;
  const setHas = Set.prototype.has;
  const setAdd = Set.prototype.add;
  const SetHere = Set;

  type Callable = (...args: unknown[]) => unknown;
  type Settle = { resolve: (value: unknown) => void; reject: (reason: unknown) => void };
  const functions = new Map<number | string, Callable>();
  const numbers = new WeakMap<Callable, number>();
  const waiting = new Map<number, Settle>();
  let nextFunction = 1;
  let nextPromise = 1;
  let answer: unknown;

  const emit = (name: string, detail: unknown): void => {
    apply(dispatch, element, [new CustomEventHere(name, { detail })]);
  };
  const detailOf = (event: Event): unknown => apply(readDetail, event, []);

  const tagOf = (value: unknown): string => apply(objectTag, value, []) as string;
  const isPlain = (value: object): boolean => {
    const prototype: unknown = getPrototypeOf(value);
    return prototype === null || getPrototypeOf(prototype) === null;
  };

  /** True when structured clone alone copies the value as the bridge must. */
  const isData = (value: unknown, seen: Set<object>): boolean => {
    if (typeof value === 'function' || typeof value === 'symbol') return false;
    if (typeof value !== 'object' || value === null) return true;
    if (apply(setHas, seen, [value])) return true;
    apply(setAdd, seen, [value]);
    const tag = tagOf(value);
    if (tag === '[object Error]' || tag === '[object Promise]') return false;
    if (isArray(value)) {
      for (let index = 0; index < value.length; index += 1) if (!isData(value[index], seen)) return false;
      return true;
    }
    if (tag !== '[object Object]') return true;
    if (!isPlain(value)) return false;
    const keys = ownKeys(value);
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index];
      if (typeof key === 'string' && !isData((value as Record<string, unknown>)[key], seen)) return false;
    }
    return true;
  };

  const packFunction = (value: Callable): unknown => {
    let number = apply(weakGet, numbers, [value]) as number | undefined;
    if (number === undefined) {
      number = nextFunction;
      nextFunction += 1;
      apply(weakSet, numbers, [value, number]);
      apply(mapSet, functions, [number, value]);
    }
    return ['function', number];
  };

  const packPromise = (value: Promise<unknown>): unknown => {
    const number = nextPromise;
    nextPromise += 1;
    apply(then, value, [
      (result: unknown) => settle(number, 'resolve', result),
      (reason: unknown) => settle(number, 'reject', reason),
    ]);
    return ['promise', number];
  };

  const settle = (number: number, how: 'resolve' | 'reject', value: unknown): void => {
    let message: unknown[];
    try {
      message = [number, how, packDeep(value, 0)];
    } catch (error) {
      message = [number, 'reject', packError(error)];
    }
    emit(`${other}-settle`, message);
  };

  const packError = (error: unknown): unknown => {
    const message = (error as { message?: unknown } | null)?.message;
    return ['error', typeof message === 'string' ? message : `${error as string}`];
  };

  const packDeep = (value: unknown, depth: number): unknown => {
    if (depth > 1000) throw new ErrorHere('Electron contextBridge recursion depth exceeded.');
    if (typeof value === 'function') return packFunction(value as Callable);
    if (isData(value, new SetHere())) return ['data', value];
    if (typeof value === 'symbol') throw new ErrorHere('An object could not be cloned.');
    const object = value as object;
    const tag = tagOf(object);
    if (tag === '[object Promise]') return packPromise(object as Promise<unknown>);
    if (tag === '[object Error]') return packError(object);
    if (isArray(object)) {
      const items: unknown[] = [];
      for (let index = 0; index < object.length; index += 1) items[index] = packDeep(object[index], depth + 1);
      return ['array', items];
    }
    const pairs: unknown[] = [];
    const keys = ownKeys(object);
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index];
      if (typeof key !== 'string' || getOwnPropertyDescriptor(object, key)?.enumerable !== true) continue;
      pairs[pairs.length] = [key, packDeep((object as Record<string, unknown>)[key], depth + 1)];
    }
    return ['object', pairs];
  };

  const unpack = (packed: unknown): unknown => {
    const [kind, body] = packed as [string, unknown];
    switch (kind) {
      case 'data':
        return body;
      case 'function':
        return (...args: unknown[]) => call(body as number, args);
      case 'promise':
        return new PromiseHere((resolve, reject) => {
          apply(mapSet, waiting, [body, { resolve, reject }]);
        });
      case 'error':
        return new ErrorHere(body as string);
      case 'array': {
        const items = body as unknown[];
        const array: unknown[] = [];
        for (let index = 0; index < items.length; index += 1) array[index] = unpack(items[index]);
        return array;
      }
      default: {
        const object = {};
        const pairs = body as [string, unknown][];
        for (let index = 0; index < pairs.length; index += 1) {
          const pair = pairs[index] as [string, unknown];
          defineProperty(object, pair[0], {
            value: unpack(pair[1]),
            writable: true,
            enumerable: true,
            configurable: true,
          });
        }
        return object;
      }
    }
  };

  const call = (target: number | string, args: unknown[]): unknown => {
    const packed: unknown[] = [];
    for (let index = 0; index < args.length; index += 1) packed[index] = packDeep(args[index], 0);
    answer = undefined;
    emit(`${other}-call`, [target, packed]);
    const [how, value] = (answer ?? ['throw', ['error', 'The other side of the bridge is gone.']]) as [string, unknown];
    answer = undefined;
    if (how === 'throw') throw unpack(value);
    return unpack(value);
  };

  element.addEventListener(`${side}-call`, (event) => {
    const [target, packed] = detailOf(event) as [number | string, unknown[]];
    let reply: unknown;
    try {
      const callable = apply(mapGet, functions, [target]) as Callable;
      const args: unknown[] = [];
      for (let index = 0; index < packed.length; index += 1) args[index] = unpack(packed[index]);
      reply = ['return', packDeep(apply(callable, undefined, args), 0)];
    } catch (error) {
      reply = ['throw', packError(error)];
    }
    emit(`${other}-answer`, reply);
  });
  element.addEventListener(`${side}-answer`, (event) => {
    answer = detailOf(event);
  });
  element.addEventListener(`${side}-settle`, (event) => {
    const [number, how, packed] = detailOf(event) as [number, 'resolve' | 'reject', unknown];
    const promise = apply(mapGet, waiting, [number]) as Settle | undefined;
    waiting.delete(number);
    promise?.[how](unpack(packed));
  });

  return {
    pack: (value) => packDeep(value, 0),
    unpack,
    callNamed: call,
    offer: (name, target) => {
      functions.set(name, target);
    },
  };
}
