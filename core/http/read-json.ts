import type { z } from 'zod';
import type { HttpAnswer } from './exchange.ts';
import { invalidAnswer } from './provider-error.ts';

/** Deeper than any listing; nesting costs a reader its stack. */
const DEEPEST = 64;

/** The JSON of an answer, or a named error: an HTML page, another type, cut off, too deep. */
export function readJson({ headers, text, url }: Pick<HttpAnswer, 'headers' | 'text' | 'url'>): unknown {
  const type = (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^(?:application|text)\/(?:[\w.+-]+\+)?json$/.test(type)) {
    const what = type === 'text/html' ? 'a web page' : type === '' ? 'something without a type' : 'another type';
    throw invalidAnswer(
      'not-json',
      `${url.host} answers with ${what} where JSON was due. Check the base address, or try again later.`,
    );
  }
  if (isTooDeep(text)) throw invalidAnswer('too-deep', `The answer of ${url.host} is nested too deeply.`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's message quotes the text, which may hold anything.
    throw invalidAnswer('not-json', `The answer of ${url.host} is no whole JSON.`);
  }
}

/** Checks the shape of a page and leaves out every field that is not named in it. */
export function readShape<Shape extends z.ZodType>(shape: Shape, json: unknown, host: string): z.output<Shape> {
  const read = shape.safeParse(json);
  if (read.success) return read.data;
  const place = read.error.issues[0]?.path.map(String).join('.').slice(0, 100) ?? '';
  throw invalidAnswer(
    'unexpected-shape',
    `The answer of ${host} is not what it documents${place === '' ? '' : `, at "${place}"`}.`,
  );
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
}
