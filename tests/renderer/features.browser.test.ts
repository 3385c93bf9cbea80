import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, serveWindow, test } from './harness-page.ts';

const root = path.join(import.meta.dirname, '../..');
const pictures = path.join(root, 'test-output/parts');

const onWindow = serveWindow();
const onGallery = serveWindow('gallery');

async function onDemo(run: (page: Page) => Promise<void>) {
  await onWindow('demo', async (page) => {
    await page.getByRole('gridcell').first().waitFor();
    await run(page);
  });
}

/** As a person pastes: the text comes with the event and is nowhere else. */
async function paste(page: Page, label: string, text: string) {
  await page.getByRole('textbox', { name: label }).evaluate((field, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

// Made up; it only looks like a key.
const MADE_UP = 'nrx_MADEUPabcdefghijklmnop';

test('every part of the interface in both themes', async () => {
  const axe = await readFile(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
  await onGallery('all', async (page) => {
    await page.getByRole('heading', { name: 'Interface parts' }).waitFor();
    await page.evaluate(() => document.fonts.ready);
    await page.evaluate(axe);
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.screenshot({ path: path.join(pictures, `gallery-${theme}.png`) });
      const violations = await page.evaluate(async () => {
        const { axe } = window as unknown as {
          axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      });
      expect(violations, theme).toEqual([]);
    }
  });
});

test('suggestions are chosen by arrows and Enter, in a field of one value and in one of many', async () => {
  await onGallery('all', async (page) => {
    const options = page.locator('.suggestions').getByRole('option');
    const provider = page.getByRole('combobox', { name: 'Provider', exact: true });
    await provider.fill('gi');
    await expect.poll(() => options.allTextContents()).toEqual(['GitHub', 'GitLab']);
    await provider.press('ArrowUp');
    const last = page.getByRole('option', { name: 'GitLab' });
    await expect.poll(() => provider.getAttribute('aria-activedescendant')).toBe(await last.getAttribute('id'));
    await provider.press('ArrowDown');
    await provider.press('Enter');
    await expect.poll(() => provider.inputValue()).toBe('github');
    await options.first().waitFor({ state: 'detached' });

    const scopes = page.getByRole('combobox', { name: 'Scopes', exact: true });
    await scopes.fill('adm');
    await scopes.press('ArrowDown');
    await page.screenshot({ path: path.join(pictures, 'suggestions.png') });
    await scopes.press('Enter');
    await page.getByRole('button', { name: 'Remove admin' }).waitFor();
    await expect.poll(() => scopes.inputValue()).toBe('');
    await scopes.fill('wri');
    await options.first().waitFor();
    await scopes.press('Escape');
    await options.first().waitFor({ state: 'detached' });
    await expect.poll(() => scopes.inputValue()).toBe('wri');
    await scopes.press(',');
    await page.getByRole('button', { name: 'Remove wri', exact: true }).waitFor();
    await scopes.press('Backspace');
    await page.getByRole('button', { name: 'Remove wri', exact: true }).waitFor({ state: 'detached' });
    await scopes.fill('adm');
    await expect.poll(() => options.count()).toBe(0);
  });
});

test('a pasted key is recognised, masked, added and taken back', async () => {
  await onDemo(async (page) => {
    await page.keyboard.press('Control+n');
    const dialog = page.getByRole('dialog', { name: 'Add a key' });
    await paste(page, 'Value', `export NEW_NORRIX_KEY="${MADE_UP}"`);
    await dialog.getByText('Norrix token').waitFor();
    expect(await page.content()).not.toContain(MADE_UP);
    const name = dialog.getByRole('textbox', { name: 'Name' });
    await expect.poll(() => name.inputValue()).toBe('NEW_NORRIX_KEY');
    // A paste moves on to the name, so that Enter is enough.
    await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    await page
      .getByRole('gridcell', { name: /^NEW_NORRIX_KEY/ })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page
      .getByRole('gridcell', { name: /^NEW_NORRIX_KEY/ })
      .first()
      .waitFor({ state: 'detached' });
  });
});

test('what is missing is said at the field that it is about', async () => {
  await onDemo(async (page) => {
    await page.keyboard.press('Control+n');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Control+Enter');
    const name = page.getByRole('textbox', { name: 'Name' });
    await expect.poll(() => name.getAttribute('aria-invalid')).toBe('true');
    const describedBy = await name.getAttribute('aria-describedby');
    await expect.poll(() => page.locator(`[id="${describedBy}"]`).textContent()).toContain('Give the key a name');
  });
});

test('several lines go to the import, which adds what is chosen', async () => {
  await onDemo(async (page) => {
    await page.keyboard.press('Control+n');
    await paste(page, 'Value', 'FIRST_TOKEN=made-up-secret-1\nSECOND_TOKEN=made-up-secret-2\n');
    await page.getByText('These are several keys').waitFor();
    await page.getByRole('button', { name: /^Import…/ }).click();
    await page.getByRole('button', { name: /^Preview/ }).click();
    const list = page.getByRole('listbox', { name: 'Names in the file' });
    await list.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: /^Import 1 key/ }).click();
    await page
      .getByRole('gridcell', { name: /^FIRST_TOKEN/ })
      .first()
      .waitFor();
    await expect.poll(() => page.getByRole('gridcell', { name: /^SECOND_TOKEN/ }).count()).toBe(0);
  });
});

test('the palette finds keys and commands by keyboard and gives the focus back', async () => {
  await onDemo(async (page) => {
    const cell = page.getByRole('gridcell', { name: /^NORRIX_API_KEY, development/ });
    await cell.click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: 'Search commands and keys' });
    await field.waitFor();
    await page.keyboard.type('norrix_deploy prod');
    const option = page.getByRole('option', { name: /NORRIX_DEPLOY_KEY.*production/ });
    await option.waitFor();
    await expect.poll(() => page.getByRole('option').count()).toBe(1);
    await expect.poll(() => field.getAttribute('aria-activedescendant')).toBe(await option.getAttribute('id'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'NORRIX_DEPLOY_KEY' }).waitFor();

    await page.keyboard.press('Control+k');
    await page.keyboard.type('sett');
    await page.getByRole('option', { name: /^Settings/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();

    await page.getByRole('button', { name: 'Rotate the vault key…' }).focus();
    await page.keyboard.press('Control+k');
    await field.waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Rotate the vault key');
  });
});

test('settings apply at once and can be taken back', async () => {
  await onDemo(async (page) => {
    await page.keyboard.press('Control+,');
    await page.getByRole('radio', { name: 'Dark' }).click();
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
    const idle = page.getByRole('combobox', { name: 'Lock when idle' });
    await idle.selectOption({ label: '5 minutes' });
    await page.getByText('Locks after 5 minutes').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => idle.inputValue()).toBe(String(15 * 60_000));
  });
});

test('a new recovery code must be typed back', async () => {
  await onDemo(async (page) => {
    await page.keyboard.press('Control+,');
    await page.getByRole('button', { name: 'Replace the recovery code…' }).click();
    await page.getByRole('button', { name: 'Make a new code' }).click();
    const groups = page.getByRole('list', { name: 'Recovery code' }).getByRole('listitem');
    await groups.first().waitFor();
    const code = (await groups.allTextContents()).join('-');
    // Until it was typed back the code of before holds, so that one may go.
    await page.getByRole('button', { name: 'Keep the old code' }).waitFor();
    await page.getByRole('button', { name: 'I wrote it down' }).click();
    const field = page.getByRole('textbox', { name: 'Recovery code' });
    await field.fill('WRON-GWRO-NG');
    await page.keyboard.press('Enter');
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
    await field.fill(code);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(code.split('-')[0]);
  });
});

test('an export warns, and asks before a protected environment is written out', async () => {
  await onDemo(async (page) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('export');
    await page.getByRole('option', { name: /^Export an environment/ }).waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Export keys' });
    await dialog.getByText('The file holds every value in the clear').waitFor();
    await dialog.getByRole('combobox', { name: 'Environment' }).selectOption({ label: 'production (protected)' });
    await page.screenshot({ path: path.join(pictures, 'export.png') });
    await dialog.getByRole('button', { name: 'Choose where to save…' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    await dialog.waitFor();
  });
});

test('a name that is typed before the value is recognised stays', async () => {
  await onDemo(async (page) => {
    await page.evaluate(() => {
      type Ask = (request: object) => Promise<unknown>;
      const { keyrail, answers } = Object.assign(window as unknown as { keyrail: { keys: { recognise: Ask } } }, {
        answers: [] as (() => void)[],
      });
      const { recognise } = keyrail.keys;
      keyrail.keys.recognise = async (request) => {
        await new Promise<void>((resolve) => answers.push(resolve));
        return recognise(request);
      };
    });
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'Add a key' });
    await dialog.waitFor();
    await paste(page, 'Value', MADE_UP);
    await dialog.getByLabel('Name', { exact: true }).fill('MY_OWN_NAME');
    await page.evaluate(() => {
      for (const answer of (window as unknown as { answers: (() => void)[] }).answers) answer();
    });
    await expect.poll(() => dialog.getByLabel('Provider').inputValue()).toBe('Norrix');
    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('MY_OWN_NAME');
  });
});

test('what is typed right after the palette was asked for is in its field', async () => {
  await onDemo(async (page) => {
    await page.evaluate(() => {
      const press = { key: 'k', ctrlKey: true, bubbles: true, cancelable: true };
      document.body.dispatchEvent(new KeyboardEvent('keydown', press));
      // In the same task as the key press: nothing that comes later may be waited for.
      document.body.dataset['focused'] = document.activeElement?.getAttribute('role') ?? '';
    });
    await expect.poll(() => page.locator('body').getAttribute('data-focused')).toBe('combobox');
    await page.screenshot({ path: path.join(pictures, 'palette.png') });
  });
});

test('Escape closes the menu, then the drawer, whatever tooltip there is', async () => {
  await onDemo(async (page) => {
    await page.getByRole('gridcell', { name: /^NORRIX_API_KEY, staging/ }).click();
    const drawer = page.getByRole('complementary', { name: 'Key' });
    await drawer.getByRole('button', { name: 'More' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    // The tooltip comes with the focus that the menu gives back. A second Escape in the moment it stands in its place, before
    // it was ever drawn, is for the drawer.
    await page.waitForFunction(() => document.querySelector('.tooltip') === null);
    await page.evaluate(() => {
      const observer = new MutationObserver(() => {
        const tooltip = document.querySelector<HTMLElement>('.tooltip');
        if (tooltip === null || tooltip.style.animation !== '') return;
        observer.disconnect();
        const pressed = { key: 'Escape', bubbles: true, cancelable: true };
        document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', pressed));
      });
      observer.observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await drawer.waitFor({ state: 'detached' });
  });
});

test('the inbox has one main button, and the settings mark the section that was gone to', async () => {
  await onDemo(async (page) => {
    await page.keyboard.press('Control+2');
    const rows = page.locator('.inbox-row');
    await rows.first().waitFor();
    await expect.poll(() => page.locator('.inbox-row .button-primary').count()).toBe(1);
    await expect.poll(() => rows.count()).toBeGreaterThan(1);
    await page.screenshot({ path: path.join(pictures, 'inbox.png') });
    await page.keyboard.press('Control+,');
    const about = page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name: 'About' });
    await about.click();
    await expect.poll(() => about.getAttribute('aria-current')).toBe('true');
    await page.screenshot({ path: path.join(pictures, 'settings-about.png') });
    await page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name: 'Unlock' }).click();
    await page.screenshot({ path: path.join(pictures, 'settings.png') });
  });
});
