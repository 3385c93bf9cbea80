/**
 * The one logger. It takes an event's name and plain facts (numbers, booleans, codes and ids), so that a message with a
 * value pasted into it cannot be written; long or unknown things are left out.
 */
export type LogFacts = Readonly<Record<string, string | number | boolean | null>>;
export type Log = {
  readonly info: (event: string, facts?: LogFacts) => void;
  readonly warn: (event: string, facts?: LogFacts) => void;
  readonly error: (event: string, error: unknown, facts?: LogFacts) => void;
};

/** Codes, ids, versions and file names; anything else could be a person's text or a secret. */
const PLAIN = /^[\w.:+-]{1,64}$/;

/**
 * @param sink gets one line without a line end for every event; the host writes it to standard error.
 * @param now milliseconds since 1970
 */
export function createLog(sink: (line: string) => void, now: () => number = Date.now): Log {
  const write = (level: string, event: string, facts: LogFacts): void => {
    const shown = Object.entries(facts).map(([name, fact]) => {
      const text = String(fact);
      return `${name}=${PLAIN.test(text) ? text : '[left out]'}`;
    });
    sink([new Date(now()).toISOString(), level, event, ...shown].join(' '));
  };
  return {
    info: (event, facts = {}) => write('info', event, facts),
    warn: (event, facts = {}) => write('warn', event, facts),
    // An error's message can quote its input, so only its class, code and place in our code are kept.
    error: (event, error, facts = {}) =>
      write('error', event, {
        ...facts,
        class: error instanceof Error ? error.constructor.name : typeof error,
        code: error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'none',
        at: placeOf(error),
      }),
  };
}

/** `file:line` of the first stack frame. */
function placeOf(error: unknown): string {
  const frame =
    error instanceof Error ? error.stack?.split('\n').find((line) => line.trimStart().startsWith('at ')) : '';
  return frame?.match(/([\w.-]+:\d+):\d+\)?$/)?.[1] ?? 'unknown';
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
