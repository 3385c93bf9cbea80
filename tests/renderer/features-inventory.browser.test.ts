import type { Page } from 'playwright-core';
import { expect, serveWindow, test } from './harness-page.ts';
import { openConnection, openInventory, remoteRow, startCapture } from './screens-inventory.ts';

const onHarness = serveWindow();

/** Opens the window in a scenario, once its board is there. */
async function onWindow(scenario: string, run: (page: Page) => Promise<void>) {
  await onHarness(scenario, async (page) => {
    await page.getByRole('gridcell').first().waitFor();
    await run(page);
  });
}

const focusedRow = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('[role="row"]')?.querySelector('.remote-line-name')?.textContent);

/** As a person pastes: what is copied comes with the event and is nowhere else. */
async function paste(page: Page, label: string, text: string, html = '') {
  await page.getByRole('textbox', { name: label }).evaluate(
    (field, [plain, rich]) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', plain ?? '');
      if (rich !== '') clipboardData.setData('text/html', rich ?? '');
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    },
    [text, html],
  );
}

test('the inventory is walked, filtered and opened by keyboard alone', async () => {
  await onWindow('inventory', async (page) => {
    await openInventory(page);
    await page.keyboard.press('/');
    await page.keyboard.type('web shop');
    await expect.poll(() => page.locator('.remote-list .line-list-rows [role="row"]').count()).toBe(3);
    await page.keyboard.press('ArrowDown');
    // What disagrees most comes first: the one that is gone.
    await expect.poll(() => focusedRow(page)).toBe('Web shop, live');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const details = page.getByRole('complementary', { name: 'Key at Norrix' });
    await details.getByRole('heading', { name: 'Web shop, development' }).waitFor();
    // The details move along with the list, which keeps the focus.
    await page.keyboard.press('ArrowDown');
    await details.getByRole('heading', { name: 'Web shop, staging' }).waitFor();
    await expect.poll(() => focusedRow(page)).toBe('Web shop, staging');
    await page.keyboard.press('F6');
    await expect.poll(() => details.evaluate((panel) => panel === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await details.waitFor({ state: 'detached' });
    await expect.poll(() => focusedRow(page)).toBe('Web shop, staging');
    // From the line, Tab goes to its own main action.
    await page.keyboard.press('Tab');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Take their scopes');
  });
});

test('a drift is settled by its main action and comes back with the undo', async () => {
  await onWindow('inventory', async (page) => {
    await openInventory(page);
    const line = remoteRow(page, 'Deploys, staging');
    await line.getByText('Revoked at the provider').waitFor();
    await line.getByRole('button', { name: 'Mark revoked Deploys, staging' }).click();
    await line.getByText('Agrees').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await line.getByText('Revoked at the provider').waitFor();
  });
});

test('the date of each side can be taken or kept', async () => {
  await onWindow('inventory', async (page) => {
    await openInventory(page);
    const line = remoteRow(page, 'Web shop, development');
    await line.click();
    const details = page.getByRole('complementary', { name: 'Key at Norrix' });
    await details.getByText('typed by you').waitFor();
    await details.getByRole('button', { name: 'More for: Expiry differs' }).click();
    await page.getByRole('menuitem', { name: 'Keep the typed date' }).click();
    await line.getByText('Agrees').waitFor();
    await details.getByText('typed by you').waitFor();
  });
});

test('several keys are ignored at once and heard of again', async () => {
  await onWindow('inventory', async (page) => {
    await openInventory(page);
    await remoteRow(page, 'Old CI runner').click({ modifiers: ['ControlOrMeta'] });
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('2 keys selected').waitFor();
    await page.keyboard.press('i');
    await page.getByText('Ignoring 2 keys').waitFor();
    await page.getByRole('radio', { name: 'Ignored 3' }).click();
    await expect.poll(() => page.locator('.remote-list .line-list-rows [role="row"]').count()).toBe(3);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => page.locator('.remote-list .line-list-rows [role="row"]').count()).toBe(1);
  });
});

test('an unknown key is linked by keyboard, and unlinked with a way back', async () => {
  await onWindow('inventory', async (page) => {
    await openInventory(page);
    await remoteRow(page, 'release bot').focus();
    await page.keyboard.press('l');
    await page.getByRole('combobox', { name: 'Search keys' }).waitFor();
    await page.keyboard.type('experiment_batch');
    await page.getByRole('option', { name: /EXPERIMENT_BATCH_TOKEN/ }).waitFor();
    await page.keyboard.press('Enter');
    const line = remoteRow(page, 'release bot');
    await line.getByText('EXPERIMENT_BATCH_TOKEN').waitFor();
    await line.click();
    const details = page.getByRole('complementary', { name: 'Key at Norrix' });
    await details.getByText('Linked by you.').waitFor();
    await details.getByRole('button', { name: 'Unlink from EXPERIMENT_BATCH_TOKEN' }).click();
    await line.getByText('Not matched').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await line.getByText('EXPERIMENT_BATCH_TOKEN').waitFor();
  });
});

test('a key is adopted by pasting its value, and another value is refused', async () => {
  await onWindow('inventory', async (page) => {
    await openInventory(page);
    await page.getByRole('button', { name: 'Adopt… Old CI runner' }).click();
    const dialog = page.getByRole('dialog', { name: 'Adopt “Old CI runner”' });
    const environment = dialog.getByRole('combobox', { name: 'Environment' });
    // By the connection's mapping of the provider's "stage".
    await expect
      .poll(() => environment.evaluate((field) => (field as HTMLSelectElement).selectedOptions[0]?.text))
      .toBe('staging');
    const name = dialog.getByRole('combobox', { name: 'Name' });
    await expect.poll(() => name.inputValue()).toBe('NORRIX_API_KEY');

    // Made up; they only look like keys.
    await paste(page, 'Value', 'nrx_MADEUPabcdefghijklmnop');
    await page.keyboard.press('Control+Enter');
    await dialog.getByText('That is the value of another key').waitFor();
    await dialog.getByRole('button', { name: 'Start over' }).click();
    await paste(page, 'Value', 'nrx_Zt81kQ0wMADEUPghijklmnop');
    expect(await page.content()).not.toContain('MADEUPghijklmnop');
    await page.keyboard.press('Control+Enter');
    await dialog.getByText('is there already').waitFor();
    await name.fill('OLD_CI_RUNNER');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    await remoteRow(page, 'Old CI runner').getByText('OLD_CI_RUNNER').waitFor();
    expect(await page.content()).not.toContain('MADEUPghijklmnop');
  });
});

test('a capture shows what was read, is corrected, goes on over a page and is kept', async () => {
  await onWindow('inventory', async (page) => {
    await openInventory(page);
    await page.getByRole('button', { name: 'Capture…' }).click();
    await page.getByText('nothing is clicked or changed').waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'What was read at Norrix' });
    await dialog.getByText('5 keys: 1 new, 2 changed').waitFor();
    await dialog.getByText('The page says that there are 6, and 5 were read').waitFor();
    const keys = dialog.getByRole('region', { name: 'How the keys would be kept' });
    await keys.getByText('“end of Q1”').waitFor();

    // What is said of one column is taken from the other.
    const validFor = dialog.getByRole('combobox', { name: 'What the column “Valid for” is' });
    await validFor.selectOption({ label: 'Expires' });
    const expires = dialog.getByRole('combobox', { name: 'What the column “Expires” is' });
    await expect.poll(() => expires.inputValue()).toBe('ignore');
    await dialog.getByText('as you said before').waitFor();
    await keys.getByText('“90 d”').first().waitFor();
    await expires.selectOption({ label: 'Expires' });
    await keys.getByText('30 Nov 2026').waitFor();

    await dialog.getByRole('button', { name: 'Add the page shown now' }).click();
    await dialog.getByText('6 keys: 1 new, 2 changed, 1 not listed').waitFor();
    await dialog.getByRole('button', { name: 'Add the page shown now' }).click();
    await dialog.getByText('That page was read before').waitFor();

    const table = dialog.getByRole('checkbox', { name: 'These are keys' });
    await table.first().click();
    await dialog.getByText('No list of keys is chosen').waitFor();
    await expect
      .poll(() => dialog.getByRole('button', { name: /^Nothing to keep/ }).getAttribute('aria-disabled'))
      .toBe('true');
    await table.first().click();
    await dialog.getByRole('button', { name: /^Keep 6 keys/ }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Read 6 keys of Norrix: 1 new, 2 changed, 1 not listed').waitFor();
    await page.getByRole('grid', { name: 'Keys at Norrix' }).waitFor();
    // Its window is closed with that.
    await page.getByRole('button', { name: 'Open dashboard', exact: true }).first().waitFor();
  });
});

test('a page that asks to sign in says so, and the next try reads it', async () => {
  await onWindow('inventory', async (page) => {
    await openConnection(page, 'bkend');
    await page.getByRole('button', { name: 'Open dashboard', exact: true }).first().click();
    await page.getByRole('button', { name: 'Capture…' }).click();
    const capture = page.getByRole('dialog').getByRole('button', { name: /^Capture/ });
    await capture.click();
    await page.getByRole('dialog').getByText('go to the list of keys, and try again').waitFor();
    await capture.click();
    await page.getByRole('button', { name: /^Keep the empty list/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});

test('a table is pasted, and what holds none is refused in words', async () => {
  await onWindow('inventory', async (page) => {
    await startCapture(page, 'Norrix', /copied/i);
    await paste(page, 'The copied table', 'no table at all');
    await page.getByRole('dialog').getByText('There is no list in it.').waitFor();
    await paste(page, 'The copied table', 'Name\tKey\nci\tnrx_00aa11bb••••', '<table><tr><td>ci</td></tr></table>');
    await page
      .getByRole('dialog')
      .getByText(/^1 key:/)
      .waitFor();
    // It went to the engine with the event and stands in no field.
    await page.getByRole('button', { name: 'Back' }).click();
    await expect.poll(() => page.getByLabel('The copied table').inputValue()).toBe('');
  });
});

test('locking takes an open capture away', async () => {
  await onWindow('inventory', async (page) => {
    await openInventory(page);
    await page.getByRole('button', { name: 'Capture…' }).click();
    await page.getByText('nothing is clicked or changed').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('How they would be kept').waitFor();
    await page.evaluate(() => {
      const { keyrail } = window as unknown as { keyrail: { vault: { lock: (request: object) => Promise<unknown> } } };
      return keyrail.vault.lock({});
    });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain('Old CI runner');
  });
});

test('the drawer lays both sides beside each other and checks the value, after asking', async () => {
  await onWindow('inventory', async (page) => {
    await page.getByRole('gridcell', { name: /^NORRIX_API_KEY, staging/ }).click();
    const section = page.getByRole('region', { name: 'At the provider' });
    await section.getByText('Scopes differ').waitFor();
    await section.getByRole('button', { name: 'Take their scopes' }).click();
    await section.getByText('Scopes differ').waitFor({ state: 'detached' });

    await page.getByRole('gridcell', { name: /^NATIVEMESSAGE_API_KEY, production/ }).click();
    await section.getByRole('button', { name: 'Check the value' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => section.getByText('The provider refuses it').count()).toBe(0);
    await section.getByRole('button', { name: 'Check the value' }).click();
    await page.getByRole('button', { name: 'Send it to the provider' }).click();
    await section.getByText('The provider refuses it').waitFor();
    await section.getByText('no extra spaces').waitFor();
  });
});

test('the drawer says nothing of a provider that nobody knows anything of', async () => {
  await onWindow('inventory', async (page) => {
    await page.getByRole('gridcell', { name: /^SSO_CLIENT, production/ }).click();
    await page.getByText('In other environments').waitFor();
    await expect.poll(() => page.getByRole('heading', { name: 'At the provider' }).count()).toBe(0);
  });
});

test('ten thousand remote keys have only some lines in the page, and the last one is a key press away', async () => {
  await onWindow('inventory-10000', async (page) => {
    await openInventory(page, 'Cloudflare');
    const lines = page.locator('.remote-list .line-list-rows [role="row"]');
    await expect.poll(() => lines.count()).toBeLessThan(60);
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await expect.poll(() => focusedRow(page)).toBe('worker-9999');
    await page.getByLabel('Filter keys').fill('worker-4321');
    await expect.poll(() => lines.count()).toBe(1);
  });
});
