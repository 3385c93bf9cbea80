import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { SHIPPED_PARTS } from './licences.ts';

const root = path.join(import.meta.dirname, '../../..');
const manifest = z.object({
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
});

function read(file: string): z.output<typeof manifest> {
  return manifest.parse(JSON.parse(readFileSync(path.join(root, file), 'utf8')));
}

it.each(SHIPPED_PARTS)('$package is under the licence that the window names', ({ package: name, licence }) => {
  expect(read(`node_modules/${name}/package.json`).license).toBe(licence);
});

it('names every package that the engine ships with', () => {
  const named = SHIPPED_PARTS.map((part) => part.package);
  expect(named).toEqual(expect.arrayContaining(Object.keys(read('package.json').dependencies ?? {})));
});
