import type { Page } from 'playwright-core';
import { expect, serveWindow, test } from './harness-page.ts';
import { markOf, openChart, openTimeline } from './screens-timeline.ts';

const onWindow = serveWindow();

/** The next rotation of the mobile app's secret: the only key of that project with this name. */
async function onlyMobile(page: Page): Promise<void> {
  await page.getByLabel('Project', { exact: true }).selectOption({ label: 'mobile-app' });
  await expect.poll(() => page.locator('.tl-row').count()).toBe(3);
}

const rotation = (page: Page) => markOf(page, 'BKEND_SECRET_KEY', /is due for rotation: /).first();

function focusedLabel(page: Page): Promise<string> {
  return page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
  );
}

/** How far a mark lies from the left edge of the axis, in pixels. */
function placeOf(page: Page, name: string): Promise<number> {
  return rotation(page).evaluate((mark, of) => {
    const track = mark.closest('.tl-track')?.getBoundingClientRect();
    const own = mark.getBoundingClientRect();
    if (track === undefined) throw new Error(`${of} is on no line.`);
    return own.left + own.width / 2 - track.left;
  }, name);
}

const dayOf = (label: string): string => / rotation: (.+?) at /.exec(label)?.[1] ?? '';

async function rotationDay(page: Page): Promise<string> {
  return dayOf((await rotation(page).getAttribute('aria-label')) ?? '');
}

test('the timeline opens from the rail and by its command, grouped by environment with production first', async () => {
  await onWindow('demo', async (page) => {
    await page.locator('.rail').getByRole('button', { name: 'Timeline' }).click();
    const groups = page.locator('.tl-fold');
    await groups.first().waitFor();
    await expect
      .poll(() => groups.locator('.env-name .truncate').allTextContents())
      .toEqual(['production', 'staging', 'development']);
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('timeline');
    await page.getByRole('option', { name: /Timeline/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await groups.first().waitFor();
  });
});

test('a mark says exactly when, how far that is and how it is known, under the pointer and to screen readers', async () => {
  await onWindow('demo', async (page) => {
    await openChart(page);
    const mark = markOf(page, 'PUSH_KEY', /expires/);
    await expect
      .poll(() => mark.getAttribute('aria-label'))
      .toMatch(/^PUSH_KEY in production expires: \d+ \w+ \d{4}, all day \(UTC\), 21 days left, typed by you$/);
    await mark.hover();
    const tip = page.locator('.tl-tip');
    await tip.getByText('all day (UTC)').waitFor();
    await tip.getByText('21 days left · typed by you').waitFor();
    await rotation(page).hover();
    await tip.getByText(/ at \d\d:\d\d:\d\d /).waitFor();
    await mark.click();
    await page.getByRole('complementary').getByRole('heading', { name: 'PUSH_KEY' }).waitFor();
  });
});

test('arrows walk over marks and lines, and past the edge time moves on', async () => {
  await onWindow('demo', async (page) => {
    await openChart(page);
    await onlyMobile(page);
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await expect.poll(() => focusedLabel(page)).toContain('production');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Home');
    const first = await focusedLabel(page);
    expect(first).toContain('BKEND_SECRET_KEY in production is due for rotation: ');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focusedLabel(page)).toContain('PUSH_KEY in production is due');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focusedLabel(page)).toContain('PUSH_KEY in production expires');
    await page.locator('.tl-tip').getByText('21 days left').waitFor();
    // The rotation that follows lies beyond the twelve weeks.
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focusedLabel(page)).toContain('is due for rotation again');
    await page.keyboard.press('t');
    await page.locator('.tl-today').waitFor();
  });
});

test('time is zoomed and passed through by keys, buttons and the wheel', async () => {
  await onWindow('demo', async (page) => {
    await openChart(page);
    const range = page.getByRole('heading', { level: 1 });
    const home = await range.textContent();
    await page.keyboard.press('-');
    await page.keyboard.press('-');
    await expect.poll(() => page.getByRole('radio', { name: '1 year' }).isChecked()).toBe(true);
    await page.keyboard.press('-');
    await page.keyboard.press('+');
    await expect.poll(() => page.getByRole('radio', { name: '6 months' }).isChecked()).toBe(true);
    await page.getByRole('radio', { name: '12 weeks' }).click();
    await expect.poll(() => range.textContent()).toBe(home);
    await page.getByRole('button', { name: 'Later' }).click();
    const later = await range.textContent();
    expect(later).not.toBe(home);
    await page.locator('.tl-rows').hover({ position: { x: 600, y: 40 } });
    await page.mouse.wheel(-400, 0);
    await expect.poll(() => range.textContent()).not.toBe(later);
    await page.getByRole('button', { name: 'Today', exact: true }).click();
    await expect.poll(() => range.textContent()).toBe(home);
  });
});

test('a rotation is dragged to another day, and undone', async () => {
  await onWindow('demo', async (page) => {
    await openChart(page);
    await onlyMobile(page);
    const before = await rotationDay(page);
    const x = await placeOf(page, 'BKEND_SECRET_KEY');
    const box = await rotation(page).boundingBox();
    if (box === null) throw new Error('The mark is in the page.');
    const [fromX, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(fromX, y);
    await page.mouse.down();
    await page.mouse.move(fromX + 60, y, { steps: 4 });
    await page
      .locator('.tl-tip')
      .getByText(/^Move to /)
      .waitFor();
    await page.mouse.move(fromX + 120, y, { steps: 4 });
    await page.mouse.up();
    await page.getByText('Planned the rotation of BKEND_SECRET_KEY').waitFor();
    await page.getByRole('button', { name: /planned by you/ }).waitFor();
    const after = await rotationDay(page);
    expect(after).not.toBe(before);
    expect((await placeOf(page, 'BKEND_SECRET_KEY')) - x).toBeGreaterThan(100);
    // A drag is no click: the drawer stays shut.
    await expect.poll(() => page.getByRole('complementary').count()).toBe(0);
    await rotation(page).press('Enter');
    await page.getByRole('complementary').getByRole('heading', { name: 'BKEND_SECRET_KEY' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => rotationDay(page)).toBe(before);
  });
});

test('a day that is over is refused, and Escape leaves a rotation where it is', async () => {
  await onWindow('demo', async (page) => {
    await openChart(page);
    await onlyMobile(page);
    const before = await rotationDay(page);
    // On a Monday there is no day before today in sight.
    await page.getByRole('button', { name: 'Earlier' }).click();
    const box = await rotation(page).boundingBox();
    const today = await page.locator('.tl-today span').boundingBox();
    if (box === null || today === null) throw new Error('Both are in the page.');
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width / 2, y);
    await page.mouse.down();
    await page.mouse.move(today.x - 20, y, { steps: 4 });
    await page.locator('.tl-tip').getByText('That day is over').waitFor();
    await page.mouse.up();
    await page.locator('.toast').getByText('That day is over').waitFor();
    await expect.poll(() => rotationDay(page)).toBe(before);
    await page.mouse.move(box.x + box.width / 2, y);
    await page.mouse.down();
    await page.mouse.move(box.x + 150, y, { steps: 4 });
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await page.locator('.tl-ghost').waitFor({ state: 'detached' });
    await expect.poll(() => rotationDay(page)).toBe(before);
    await expect.poll(() => page.getByText('Planned the rotation').count()).toBe(0);
  });
});

test('a rotation is moved by keys, in words, and goes back to its policy', async () => {
  await onWindow('demo', async (page) => {
    await openChart(page);
    await onlyMobile(page);
    const before = await rotationDay(page);
    await rotation(page).focus();
    await page.keyboard.press('Alt+ArrowRight');
    await page.keyboard.press('ArrowRight');
    const said = page.getByRole('status').filter({ hasText: 'Enter moves it there' });
    await said.waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => rotationDay(page)).toBe(before);
    await page.keyboard.press('Alt+Shift+ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /planned by you/ }).waitFor();
    await expect.poll(() => rotationDay(page)).not.toBe(before);
    // The focus is still on the mark, wherever its line went.
    await expect.poll(() => focusedLabel(page)).toContain('planned by you');
    await rotation(page).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Back to the policy’s date' }).click();
    await expect.poll(() => rotationDay(page)).toBe(before);
    // An expiry is not a person's to move.
    await markOf(page, 'PUSH_KEY', /expires/).focus();
    await page.keyboard.press('Alt+ArrowRight');
    await page.getByText('only rotations can be moved').waitFor();
  });
});

test('a rotation is moved to a day that is typed, and rotated from its menu', async () => {
  await onWindow('demo', async (page) => {
    await openChart(page);
    await onlyMobile(page);
    await rotation(page).click({ button: 'right' });
    await page.getByRole('menuitem', { name: /Move to/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Move the rotation' });
    await dialog.getByLabel('Day').fill('2020-02-29');
    await page.keyboard.press('Enter');
    await dialog.getByText('That day is over').waitFor();
    await dialog.getByLabel('Day').fill('5w');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /35 days left, planned by you|34 days left, planned by you/ }).waitFor();
    await rotation(page).click({ button: 'right' });
    await page.getByRole('menuitem', { name: /Rotate/ }).click();
    await page.getByRole('dialog').waitFor();
  });
});

test('what lies in one place is counted, and opens as a list', async () => {
  await onWindow('demo', async (page) => {
    await openChart(page);
    await page.getByRole('button', { name: /^2 dates of NORRIX_API_KEY/ }).click();
    const entries = page.getByRole('menuitem');
    await expect.poll(() => entries.count()).toBe(2);
    await entries.first().click();
    await page.getByRole('complementary').getByRole('heading', { name: 'NORRIX_API_KEY' }).waitFor();
  });
});

test('an environment folds into counts by week', async () => {
  await onWindow('demo', async (page) => {
    await openChart(page);
    const before = await page.locator('.tl-row').count();
    await page.getByRole('button', { name: /^production/ }).click();
    await expect.poll(() => page.locator('.tl-row').count()).toBeLessThan(before);
    await page
      .getByRole('button', { name: /dates of production/ })
      .first()
      .waitFor();
    await page.getByRole('button', { name: /^production/ }).click();
    await expect.poll(() => page.locator('.tl-row').count()).toBe(before);
  });
});

test('the list says the same as the chart', async () => {
  await onWindow('demo', async (page) => {
    await openChart(page);
    await onlyMobile(page);
    const marks = await page.locator('.tl-mark').count();
    await page.keyboard.press('l');
    const list = page.getByRole('grid', { name: 'Timeline as a list' });
    await list.waitFor();
    await expect.poll(() => list.locator('.line-list-rows [role="row"]').count()).toBe(marks);
    await expect.poll(() => list.getByRole('row').nth(1).textContent()).toContain('BKEND_SECRET_KEY');
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary').getByRole('heading', { name: 'PUSH_KEY' }).waitFor();
  });
});

test('only the list goes on paper, and is gone afterwards', async () => {
  await onWindow('demo', async (page) => {
    await openChart(page);
    await page.evaluate(() => {
      window.print = () => {
        window.dispatchEvent(new Event('beforeprint'));
        document.body.dataset['asked'] = 'yes';
      };
    });
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: /Print/ }).click();
    await page.locator('body[data-asked]').waitFor();
    await page.emulateMedia({ media: 'print' });
    const sheet = page.locator('.print-sheet');
    await expect.poll(() => sheet.isVisible()).toBe(true);
    await expect.poll(() => page.locator('#root').isVisible()).toBe(false);
    await expect
      .poll(() => sheet.getByRole('heading', { level: 2 }).allTextContents())
      .toEqual(['production', 'staging', 'development']);
    await expect.poll(() => sheet.getByRole('row').count()).toBeGreaterThan(10);
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await sheet.waitFor({ state: 'detached' });
    await expect.poll(() => page.locator('.tl-row').first().isVisible()).toBe(true);
  });
});

test('locking takes the timeline away', async () => {
  await onWindow('demo', async (page) => {
    await openChart(page);
    await page.keyboard.press('Control+l');
    await page.locator('.tl-card').waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain('EXPERIMENT_BATCH_TOKEN');
  });
});

test('what cannot be read says so', async () => {
  await onWindow('timeline-broken', async (page) => {
    await openTimeline(page);
    await page.locator('.state-bad').getByRole('button', { name: 'Try again' }).waitFor();
  });
});

test('ten thousand keys have only some lines in the page, and the last one is a key press away', async () => {
  await onWindow('timeline-10000', async (page) => {
    await openChart(page);
    await page.getByRole('radio', { name: '1 year' }).click();
    await page.getByText(/^9,\d{3} keys$/).waitFor();
    await expect.poll(() => page.locator('.tl-row').count()).toBeLessThan(60);
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+End');
    await expect.poll(() => focusedLabel(page)).toContain('in development');
    await expect.poll(() => page.locator('.tl-row').count()).toBeLessThan(60);
  });
});
