import type { Page } from 'playwright-core';
import { expect, serveWindow, test } from './harness-page.ts';
import { focusCell, openAssistant, openScan, scanned, setMadeUpValue } from './screens-ci-copy.ts';

const onHarness = serveWindow();

/** Opens the window in a scenario, once its board is there, and notes what is asked of the engine for copies. */
async function onWindow(scenario: string, run: (page: Page) => Promise<void>, options: { ownPage?: boolean } = {}) {
  const noting = async (page: Page) => {
    await page.getByRole('gridcell').first().waitFor();
    await page.evaluate(() => {
      const { keyrail } = window as unknown as {
        keyrail: Record<string, Record<string, (request: object) => unknown>>;
      };
      const asked: string[] = [];
      Object.assign(window, { asked });
      for (const [name, procedure] of Object.entries(keyrail['copyAssistant'] ?? {})) {
        if (keyrail['copyAssistant'] === undefined) continue;
        keyrail['copyAssistant'][name] = (request) => {
          asked.push(name);
          return procedure(request);
        };
      }
    });
    await run(page);
  };
  await onHarness(scenario, noting, options);
}

/** What the copy assistant was asked for since the last time, its questions about targets left out. */
async function asked(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const { asked } = window as unknown as { asked: string[] };
    return asked.splice(0).filter((name) => name !== 'begin');
  });
}

const selected = (page: Page) => page.getByRole('option', { selected: true }).textContent();

test('from a cell of the board to done are four key presses', async () => {
  await onWindow('ci', async (page) => {
    await focusCell(page, /^NORRIX_API_KEY, staging/);
    let presses = 0;
    const press = async (key: string): Promise<void> => {
      presses += 1;
      await page.keyboard.press(key);
    };
    await press('p');
    const dialog = page.getByRole('dialog', { name: 'Place NORRIX_API_KEY in CI' });
    // The target that holds an old value is chosen, with the name that the key has there.
    await expect.poll(() => selected(page)).toContain('storefront repository');
    // React's strict mode begins twice, and leaves one.
    await asked(page);
    await expect.poll(() => dialog.getByLabel('Secret name').inputValue()).toBe('NORRIX_TOKEN');
    await press('Enter');
    await dialog
      .getByText(/^The name is on the clipboard/)
      .first()
      .waitFor();
    expect(await asked(page)).toEqual(['copyName']);
    await press('Enter');
    await dialog.getByText(/^Cleared in \d+ s/).waitFor();
    expect(await asked(page)).toEqual(['copyValue']);
    // Its visible beginning is on the board, and nothing after that is anywhere.
    expect((await page.content()).includes('p0QmZ81amadeup')).toBe(false);
    await press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await asked(page)).toEqual(['finish']);
    expect(presses).toBe(4);
    await page.getByText('NORRIX_API_KEY is placed in storefront repository').waitFor();
    // The focus is where it was: the next key is an arrow away.
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('gridcell');
  });
});

test('the drawer, the list of all keys and the palette open it as well', async () => {
  await onWindow('ci', async (page) => {
    const dialog = page.getByRole('dialog', { name: 'Place BKEND_SECRET_KEY in CI' });
    await page.getByRole('gridcell', { name: /^BKEND_SECRET_KEY, production/ }).click();
    await page.getByRole('complementary', { name: 'Key' }).getByText('In CI and elsewhere').waitFor();
    await page.keyboard.press('F6');
    await page.keyboard.press('p');
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    await page.keyboard.press('Control+k');
    await page.keyboard.type('bkend_secret');
    await page
      .getByRole('option', { name: /BKEND_SECRET_KEY/ })
      .first()
      .waitFor();
    await page.keyboard.press('Control+p');
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    await page.keyboard.press('Control+4');
    await page.getByRole('heading', { name: 'All projects' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('bkend_secret');
    await expect.poll(() => page.getByRole('row', { name: /BKEND_SECRET_KEY/ }).count()).toBe(4);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('p');
    await dialog.waitFor();
  });
});

test('arrows choose another target, from the field of the name too, and typing finds one', async () => {
  await onWindow('ci', async (page) => {
    await openAssistant(page, /^EXPERIMENT_TOKEN, staging/);
    const first = await selected(page);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => selected(page)).not.toBe(first);
    await page.getByLabel('Secret name').focus();
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => selected(page)).toBe(first);
    await page.getByRole('combobox', { name: 'Find a target' }).fill('netlify');
    await expect.poll(() => selected(page)).toContain('docs site');
    await expect.poll(() => page.getByRole('option').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page
      .getByText(/^The name is on the clipboard/)
      .first()
      .waitFor();
  });
});

test('Escape clears the clipboard and records nothing', async () => {
  await onWindow('ci', async (page) => {
    await openAssistant(page, /^EXPERIMENT_TOKEN, staging/);
    await page.keyboard.press('Enter');
    await page
      .getByText(/^The name is on the clipboard/)
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/^Cleared in/).waitFor();
    await asked(page);
    // Who comes back to the window by a click beside the dialog has not cancelled.
    await page.mouse.click(5, 790);
    await page.getByText(/^Cleared in/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('Nothing was recorded').waitFor();
    expect(await asked(page)).toEqual(['cancel']);
  });
});

test('one key takes the name that a target allows', async () => {
  await onWindow('ci', async (page) => {
    await openAssistant(page, /^EXPERIMENT_TOKEN, staging/);
    const field = page.getByLabel('Secret name');
    await field.fill('GITHUB_my-token');
    await page.getByRole('button', { name: /^Take the name/ }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => field.inputValue()).toBe('GH_my_token');
    await page.getByRole('button', { name: /^Open page and copy name/ }).waitFor();
    expect(await asked(page)).not.toContain('copyName');
    await page.keyboard.press('Enter');
    await page
      .getByText(/^The name is on the clipboard/)
      .first()
      .waitFor();
    await page.getByText('GH_my_token', { exact: true }).first().waitFor();
  });
});

test('a warning needs a yes, and a protected environment one of its own', async () => {
  await onWindow('ci', async (page) => {
    await openAssistant(page, /^EXPERIMENT_TOKEN, production/);
    await page.getByRole('option', { name: /storefront repository/ }).click();
    const yes = page.getByRole('checkbox', { name: 'Place it there all the same' });
    await yes.waitFor();
    await page.keyboard.press('Enter');
    // Enter goes to the question and no further.
    await expect.poll(() => yes.evaluate((box) => box === document.activeElement)).toBe(true);
    expect(await asked(page)).not.toContain('copyName');
    await page.keyboard.press('Space');
    await page.keyboard.press('Control+Enter');
    await page
      .getByText(/^The name is on the clipboard/)
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    const question = page.getByRole('alertdialog');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    await expect.poll(() => page.getByText(/^Cleared in/).count()).toBe(0);
    await page.getByRole('button', { name: /^Copy value/ }).click();
    await question.getByRole('button', { name: 'Copy it for the target' }).click();
    await page.getByText(/^Cleared in/).waitFor();
  });
});

test('a value that was cleared is copied again, and the address is shown where no browser opens it', async () => {
  await onWindow(
    'ci',
    async (page) => {
      // The clock stays the page's for good.
      await page.clock.install();
      await openAssistant(page, /^EXPERIMENT_TOKEN, staging/);
      await page.getByRole('combobox', { name: 'Find a target' }).fill('bitbucket');
      await page.keyboard.press('Enter');
      await page.getByText('https://ci.example.test/bitbucket/settings/secrets').waitFor();
      await page.keyboard.press('Enter');
      await page.getByText(/^Cleared in/).waitFor();
      await page.clock.fastForward(31_000);
      await page
        .getByText(/^The value was taken off the clipboard/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Copy it again' }).click();
      expect((await asked(page)).filter((name) => name === 'copyValue')).toHaveLength(2);
      await page.getByText(/^Cleared in/).waitFor();
    },
    { ownPage: true },
  );
});

test('without a target it offers to add one, and goes on with it', async () => {
  await onWindow('demo', async (page) => {
    await focusCell(page, /^BKEND_SECRET_KEY, production/);
    await page.keyboard.press('p');
    await page.getByText('No CI target yet').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: /Repository/ }).fill('acme/storefront');
    await page.keyboard.press('Control+Enter');
    const dialog = page.getByRole('dialog', { name: 'Place BKEND_SECRET_KEY in CI' });
    await dialog.getByRole('listbox', { name: 'Target' }).waitFor();
    await expect.poll(() => selected(page)).toContain('acme/storefront');
    await expect.poll(() => dialog.getByLabel('Secret name').inputValue()).toBe('BKEND_SECRET_KEY');
    await page.keyboard.press('Enter');
    await dialog
      .getByText(/^The name is on the clipboard/)
      .first()
      .waitFor();
  });
});

test('locking takes an open assistant away', async () => {
  await onWindow('ci', async (page) => {
    await openAssistant(page, /^EXPERIMENT_TOKEN, staging/);
    await page.evaluate(() => {
      const { keyrail } = window as unknown as { keyrail: { vault: { lock: (request: object) => Promise<unknown> } } };
      return keyrail.vault.lock({});
    });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain('storefront repository');
  });
});

test('the drawer shows where a key is, forgets a copy, and follows what changes', async () => {
  await onWindow('ci', async (page) => {
    await page.getByRole('gridcell', { name: /^BKEND_SECRET_KEY, production/ }).click();
    const section = page.getByRole('region', { name: 'In CI and elsewhere' });
    await section.getByText('2 CI targets · 1 key with the same value · 3 files').waitFor();
    await section.getByText('2 copies are not the current value').waitFor();
    await section.getByText('.github/workflows/deploy.yml:41, 88').waitFor();
    await section.getByText(/only in the history, commit 91bb772/).waitFor();
    await section.getByRole('button', { name: 'More for bkend-secret in build farm' }).click();
    await page.getByRole('menuitem', { name: /^Forget/ }).click();
    await section.getByText('1 CI target · 1 key with the same value · 3 files').waitFor();
    await section
      .getByRole('button', { name: /BKEND_SECRET_KEY/ })
      .first()
      .click();
    await page.getByRole('complementary', { name: 'Key' }).getByText('mobile-app, production').first().waitFor();
  });
});

test('a new value turns copies to behind and offers to push them', async () => {
  await onWindow('ci', async (page) => {
    await focusCell(page, /^BKEND_PUBLIC_KEY, staging/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Set new value…' }).click();
    await setMadeUpValue(page);
    const notice = page.getByRole('listitem').filter({ hasText: '1 CI target holds the old value.' });
    await notice.getByRole('button', { name: 'Undo' }).waitFor();
    await notice.getByRole('button', { name: 'Push…' }).click();
    await page.getByRole('dialog').getByText('BKEND_PUBLIC_KEY').first().waitFor();
  });
});

test('a repository is scanned, its leaks shown, and its suggestions taken over', async () => {
  await onWindow('ci', async (page) => {
    await scanned(page);
    const dialog = page.getByRole('dialog', { name: 'Scan of storefront' });
    await dialog.getByText('9 secrets: 3 not in the vault, 4 not placed, 2 placed.').waitFor();
    await dialog.getByText('LEGACY_DEPLOY_TOKEN').waitFor();
    await dialog.getByRole('button', { name: 'Show where' }).click();
    await dialog.getByRole('tab', { name: 'Values found 4', selected: true }).waitFor();
    await dialog.getByText('scripts/seed.ts').waitFor();
    // From wherever one is, the main action is two key presses away.
    await page.keyboard.press('Control+Enter');
    await dialog.getByRole('checkbox', { name: /NORRIX_API_KEY/ }).click();
    await dialog.getByRole('button', { name: /^Record 2 placements/ }).waitFor();
    expect(await dialog.getByRole('checkbox', { name: /EXPERIMENT_TOKEN/ }).isDisabled()).toBe(true);
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Recorded 2 placements').waitFor();
  });
});

test('a scan that the vault could not keep is shown, and says so', async () => {
  await onWindow('ci-disk-full', async (page) => {
    await scanned(page);
    const dialog = page.getByRole('dialog', { name: 'Scan of storefront' });
    await dialog.getByText('The vault does not remember this scan').waitFor();
    await dialog.getByText('The disk is full').waitFor();
    await dialog.getByText('LEGACY_DEPLOY_TOKEN').waitFor();
  });
});

test('a scan is cancelled, and a repository forgotten', async () => {
  await onWindow('ci', async (page) => {
    await openScan(page);
    await page.getByRole('button', { name: 'Scan again' }).click();
    await page.getByRole('progressbar', { name: 'Search the files' }).waitFor();
    await page.keyboard.press('Escape');
    const dialog = page.getByRole('dialog', { name: 'Scan a repository' });
    await dialog.waitFor();
    await dialog.getByRole('button', { name: /^Forget storefront/ }).click();
    await dialog.getByText('nothing leaves this computer').waitFor();
  });
});
