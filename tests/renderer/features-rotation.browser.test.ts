import type { Page } from 'playwright-core';
import { expect, serveWindow, test } from './harness-page.ts';
import { byPalette, openListed, openPlan, paste, start } from './screens-rotation.ts';

const onWindow = serveWindow();

const STAGING = /^NORRIX_API_KEY, staging/;
const VALUE = 'nrx_MADEUP0000000000000000000000';

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Waits until the main button of the next step is there and has the focus. */
async function focused(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name }).waitFor();
  await page.waitForFunction(
    (source) => new RegExp(source).test(document.activeElement?.textContent ?? ''),
    name.source,
  );
}

/** Where a value would stay if it stayed anywhere in the page: its text, attributes, fields, storage and React's state. */
async function inPage(page: Page, value: string): Promise<readonly string[]> {
  return page.evaluate((wanted) => {
    const found: string[] = [];
    if (document.documentElement.outerHTML.includes(wanted)) found.push('the page');
    for (const field of document.querySelectorAll('input, textarea'))
      if ((field as HTMLInputElement).value.includes(wanted)) found.push('a field');
    if (JSON.stringify({ ...localStorage, ...sessionStorage }).includes(wanted)) found.push('storage');
    const seen = new Set<unknown>();
    const look = (what: unknown, depth: number, path: string): void => {
      if (typeof what === 'string') {
        if (what.includes(wanted)) found.push(path);
        return;
      }
      if (typeof what !== 'object' || what === null || depth > 14 || seen.has(what)) return;
      if (what instanceof Node || what === window) return;
      seen.add(what);
      for (const [name, part] of Object.entries(what)) look(part, depth + 1, `${path}.${name}`);
    };
    for (const element of document.querySelectorAll('*')) {
      for (const [name, fiber] of Object.entries(element)) {
        if (!name.startsWith('__reactFiber')) continue;
        for (
          let at = fiber as { memoizedState: unknown; memoizedProps: unknown; return: unknown } | null;
          at !== null;
        ) {
          look(at.memoizedState, 0, 'state');
          look(at.memoizedProps, 0, 'props');
          at = at.return as typeof at;
        }
      }
    }
    return found;
  }, value);
}

test('a whole rotation goes by keyboard, and its value stays nowhere in the page', async () => {
  await onWindow('demo', async (page) => {
    await page.getByRole('gridcell', { name: STAGING }).focus();
    await press(page, 'Shift+F10');
    await page.getByRole('menuitem', { name: 'Rotate…' }).waitFor();
    await page.keyboard.type('Rotate');
    await press(page, 'Enter');
    await focused(page, /^Start the rotation/);
    await press(page, 'Enter');

    await page.locator('.rotation-value textarea').waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    await paste(page, VALUE);
    await focused(page, /^Use this value/);
    // Until it is given a ref holds it, and nothing else: what looks for it finds it there.
    const held = await inPage(page, VALUE);
    expect(held.length).toBeGreaterThan(0);
    expect(held).not.toContain('the page');
    expect(held).not.toContain('a field');
    await press(page, 'Enter');

    await focused(page, /^It is ended/);
    expect(await inPage(page, VALUE)).toEqual([]);
    await press(page, 'Shift+Tab', 'Shift+Tab', 'Shift+Tab');
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
    await page.keyboard.type('Dana revoked it');
    await press(page, 'Enter');
    await focused(page, /^Nothing uses it/);
    await expect.poll(() => page.getByText('A person says so. Dana revoked it').count()).toBe(1);
    await press(page, 'Enter');

    await focused(page, /^Done/);
    await page.getByText('Rotated', { exact: true }).waitFor();
    await expect.poll(() => page.locator('.rotation-step[data-state="done"]').count()).toBe(7);
    await press(page, 'Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // The cell that the menu was opened from.
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'gridcell');
  });
});

test('a value from a file takes the error about a missing one away, and the focus with it', async () => {
  await onWindow('demo', async (page) => {
    await openPlan(page, STAGING);
    await start(page);
    const dialog = page.getByRole('dialog');
    await dialog.locator('textarea').waitFor();
    await press(page, 'ControlOrMeta+Enter');
    await dialog.getByText('Paste the new value.').waitFor();
    await dialog.getByRole('button', { name: 'From a file…' }).click();
    await focused(page, /^Use this value/);
    await dialog.getByText('You choose the file next.').waitFor();
    expect(await dialog.getByText('Paste the new value.').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Paste instead' }).click();
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
  });
});

test('a rotation that was closed is gone on with from the drawer, the palette and by rotating the key again', async () => {
  await onWindow('demo', async (page) => {
    await openPlan(page, STAGING);
    await start(page);
    await press(page, 'Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await page.getByRole('gridcell', { name: STAGING }).click();
    await page.getByText('Step 1 of 7. Needs you: Create the replacement').waitFor();
    await page.getByRole('button', { name: 'Go on', exact: true }).click();
    await paste(page, VALUE);
    await focused(page, /^Use this value/);
    await press(page, 'Enter');
    await focused(page, /^It is ended/);
    await press(page, 'Escape');

    await openListed(page, /^NORRIX_API_KEY/);
    await page.getByRole('button', { name: /^It is ended/ }).waitFor();
    await press(page, 'Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await page.getByRole('gridcell', { name: STAGING }).first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Rotate…' }).click();
    await page.getByRole('button', { name: /^It is ended/ }).waitFor();
  });
});

test('a value that is pasted and not given goes out of the page with the dialog, and is offered again', async () => {
  await onWindow('demo', async (page) => {
    await openPlan(page, STAGING);
    await start(page);
    await paste(page, VALUE);
    await page.locator('.paste-held').waitFor();
    await press(page, 'Escape');
    await page.getByText(/^Close without storing the value\?/).waitFor();
    await page.locator('.leave-question + button').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await inPage(page, VALUE)).toEqual([]);
    await page.getByRole('main').getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: /^Use this value/ }).waitFor();
    await page.locator('.paste-held').waitFor();
    expect(await inPage(page, VALUE)).toEqual([]);
  });
});

test('the last step is taken back after what that does was said', async () => {
  await onWindow('demo', async (page) => {
    await openPlan(page, STAGING);
    await start(page);
    await paste(page, VALUE);
    await page.getByRole('button', { name: /^Use this value/ }).click();
    await focused(page, /^It is ended/);
    await expect.poll(() => page.getByRole('button', { name: /^Take back/ }).count()).toBe(1);

    await page.getByRole('button', { name: 'Take back: Check that it works' }).click();
    await page.getByRole('alertdialog').getByText('Changes nothing.').waitFor();
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('Check that it works: taken back.').waitFor();
    await page.getByRole('button', { name: 'Take back: Place it where the old one was' }).click();
    await page
      .getByRole('alertdialog')
      .getByText(/The old value can be put back/)
      .waitFor();
    await press(page, 'Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    // What nobody works on says so, and that it goes on by a person only.
    await page.getByText(/^It stopped here: .* Nothing is sent before you go on\.$/).waitFor();

    await page.getByRole('button', { name: /^Go on/ }).click();
    await focused(page, /^It is ended/);
  });
});

test('an aborted rotation says how things were left, and the key can be rotated anew', async () => {
  await onWindow('demo', async (page) => {
    await openPlan(page, STAGING);
    await start(page);
    await paste(page, VALUE);
    await page.getByRole('button', { name: /^Use this value/ }).click();
    await focused(page, /^It is ended/);
    await page.getByRole('button', { name: 'Abort…' }).click();
    await page.getByRole('alertdialog').getByText('The old key was not ended, and goes on working.').waitFor();
    // Cancel has the focus: nothing ends by a press too many.
    await press(page, 'Enter');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Abort…' }).click();
    await page.getByRole('button', { name: 'Abort the rotation' }).click();

    await page.getByText('The new value is the current one; the old one is kept as previous.').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Abort…' }).count()).toBe(0);
    await focused(page, /^Done/);
    await press(page, 'Enter');
    await openPlan(page, STAGING);
  });
});

test('a value that the provider refuses is said at its step, which is left out with a reason only', async () => {
  await onWindow('demo', async (page) => {
    await openPlan(page, STAGING);
    await start(page);
    await page.getByRole('button', { name: /^Use this value/ }).click();
    await page.getByText('Paste the new value.', { exact: true }).waitFor();
    await paste(page, 'nrx_MADEUPwrong00000000000000000');
    await page.getByRole('button', { name: /^Use this value/ }).click();
    await page.getByText(/does not accept the new value/).waitFor();
    await focused(page, /^Try again/);

    await page.getByRole('button', { name: 'Leave out…' }).click();
    await press(page, 'Enter');
    await page.getByText('Say why it is left out').waitFor();
    await page.keyboard.type('the check host is down');
    await press(page, 'Enter');
    await page.getByText('Left out: the check host is down').waitFor();
    await focused(page, /^It is ended/);
  });
});

test('a place without a token is reached by the copy assistant, which comes back to the rotation', async () => {
  await onWindow('rotations', async (page) => {
    await openPlan(page, /^NORRIX_DEPLOY_KEY, production/);
    await start(page);
    await paste(page, VALUE);
    await page.getByRole('button', { name: /^Use this value/ }).click();
    await page.getByRole('button', { name: /^Place NORRIX_DEPLOY_KEY in .* by hand$/ }).click();
    await page.getByRole('button', { name: /^Open page and copy name/ }).waitFor();
    await page.getByRole('dialog').getByRole('list', { name: 'The settings page' }).waitFor();
    await page.getByRole('button', { name: /^Open page and copy name/ }).click();
    await page.getByRole('button', { name: /^Copy value/ }).click();
    await page.getByRole('button', { name: /^It is saved there/ }).click();

    await page.getByText('Has the new value').waitFor();
    await page.getByRole('button', { name: /^Look again/ }).click();
    await page.getByText(/The new value is there: NORRIX_DEPLOY_KEY/).waitFor();
  });
});

test('an outage has to be agreed to, and another choice asks again', async () => {
  await onWindow('rotations', async (page) => {
    await openPlan(page, /^EXPERIMENT_BATCH_TOKEN, production/);
    const begin = page.getByRole('button', { name: /^Start the rotation/ });
    await expect.poll(() => begin.getAttribute('aria-disabled')).toBe('true');
    await begin.click({ force: true });
    await expect.poll(() => page.getByRole('region', { name: 'Steps' }).count()).toBe(1);
    await page.getByRole('checkbox', { name: 'Go on all the same' }).click();
    await expect.poll(() => begin.getAttribute('aria-disabled')).toBe(null);
    await page.getByRole('radio', { name: 'It leaked' }).click();
    await page.getByRole('region', { name: 'What was exposed' }).waitFor();
    await expect.poll(() => begin.getAttribute('aria-disabled')).toBe('true');
  });
});

test('locking takes an open rotation away, and it is there after unlocking', async () => {
  await onWindow('rotations', async (page) => {
    await openListed(page, /^SSO_CLIENT.*production/);
    await page.evaluate(() => window.keyrail.vault.lock({}));
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => page.getByText('SSO_CLIENT').count()).toBe(0);
    await page.evaluate(() => window.keyrail.vault.unlock({ with: { kind: 'keychain' } }));
    await openListed(page, /^SSO_CLIENT.*production/);
    await page.getByRole('button', { name: /^Delete the old key/ }).waitFor();
  });
});

test('a campaign is chosen, agreed to, started and gone on with one after the other', async () => {
  await onWindow('rotations', async (page) => {
    await byPalette(page, 'rotate several', /Rotate several keys/);
    const plans = page.getByRole('region', { name: 'Rotations' });
    await plans.getByText('NORRIX_API_KEY').waitFor();
    await page.getByLabel('Provider').selectOption('norrix');
    await page.getByRole('button', { name: /^Start 2 rotations/ }).waitFor();
    await expect
      .poll(() => page.getByLabel('Name of the campaign').inputValue())
      .toBe('Production keys of storefront for Norrix');
    await page.getByRole('button', { name: /^Start 2 rotations/ }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Rotate', exact: true }).click();

    await page.getByRole('dialog', { name: 'Production keys of storefront for Norrix' }).waitFor();
    await page
      .getByText(/0 of 2 done, 2 need you/)
      .first()
      .waitFor();
    await focused(page, /^Next that needs you/);
    await press(page, 'Enter');
    await page.locator('.rotation-value textarea').waitFor();
    await page.getByRole('button', { name: 'Abort…' }).click();
    await page.getByRole('button', { name: 'Abort the rotation' }).click();
    await page.getByRole('button', { name: 'Back to the campaign' }).click();
    await page
      .getByText(/0 of 2 done, 1 needs you, 1 aborted/)
      .first()
      .waitFor();
  });
});

test('everything that somebody knew becomes a campaign', async () => {
  await onWindow('rotations', async (page) => {
    await byPalette(page, 'rotate several', /Rotate several keys/);
    await page.getByRole('combobox', { name: 'Project' }).selectOption({ label: 'All projects' });
    await page.getByRole('combobox', { name: 'Environment' }).selectOption({ label: 'All environments' });
    await page.getByRole('textbox', { name: 'Known by' }).fill(' deploy-BOT ');
    await page.getByRole('button', { name: 'Start 1 rotation', exact: false }).waitFor();
    await expect.poll(() => page.getByLabel('Name of the campaign').inputValue()).toBe('Keys that deploy-BOT knew');
    await page.getByRole('textbox', { name: 'Known by' }).fill('nobody of that name');
    await page.getByRole('button', { name: /^Start the rotations/ }).waitFor();
    // Emptied it narrows nothing, and everything is not planned for.
    await page.getByRole('textbox', { name: 'Known by' }).fill(' ');
    await expect.poll(() => page.getByLabel('Name of the campaign').inputValue()).toBe('Keys');
  });
});

test('chosen keys become a campaign', async () => {
  await onWindow('rotations', async (page) => {
    await page.getByRole('gridcell', { name: /^NORRIX_API_KEY, development/ }).focus();
    await press(page, 'Space', 'ArrowRight', 'Space');
    await page.getByRole('region', { name: 'Selected keys' }).getByRole('button', { name: 'Rotate…' }).click();
    await page.getByText('2 chosen keys').first().waitFor();
    await page.getByRole('button', { name: /^Start 2 rotations/ }).waitFor();
  });
});
