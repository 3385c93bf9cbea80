import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FieldMemory } from './form-guard.ts';

const root = path.resolve(import.meta.dirname, '..');

describe('a form', () => {
  it('has something in it when a field that a person came to says something else', () => {
    const memory = new FieldMemory();
    const name = { value: '', isConnected: true };
    const filledIn = { value: '', isConnected: true };
    memory.meet(name);
    expect(memory.differs).toBe(false);
    // What the form fills in by itself is no loss.
    filledIn.value = 'STRIPE_SECRET_KEY';
    expect(memory.differs).toBe(false);
    name.value = 'A';
    memory.meet(name);
    expect(memory.differs).toBe(true);
    name.value = '';
    expect(memory.differs).toBe(false);
  });

  it('counts what was taken out of a field that was full, and no field that is gone', () => {
    const memory = new FieldMemory();
    const notes = { value: 'ask Ada', isConnected: true };
    memory.meet(notes);
    notes.value = '';
    expect(memory.differs).toBe(true);
    notes.isConnected = false;
    expect(memory.differs).toBe(false);
  });
});

describe('no form can be without its guard', () => {
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsx'))
    .map((file) => ({
      file: file.replaceAll(path.sep, '/'),
      text: readFileSync(path.join(root, file), 'utf8'),
    }));

  it('since every dialog is made by the one that has it', () => {
    const makers = sources.filter(({ text }) => /import \{[^}]*Dialog\b[^}]*\} from 'radix-ui'/.test(text));
    expect(makers.map(({ file }) => file).sort()).toEqual([
      'features/palette/palette-dialog.tsx',
      'ui/alert-dialog.tsx',
      'ui/dialog.tsx',
    ]);
    expect(sources.find(({ file }) => file === 'ui/dialog.tsx')?.text).toContain('useFormGuard(open, holds)');
  });

  it('and questions, which have none, have no fields', () => {
    const FIELDS =
      /<(?:TextField|TextArea|PasswordField|TagInput|Combobox|PasteField|SuggestionInput|input|textarea)\b/;
    const found = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/<AlertDialog\b[\s\S]*?<\/AlertDialog>/g)]
        .filter(([question]) => FIELDS.test(question))
        .map(() => file),
    );
    expect(found).toEqual([]);
  });
});
