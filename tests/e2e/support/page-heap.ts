import type { Page } from 'playwright-core';

/**
 * Which of some texts are strings that the page's scripts can still reach, by a snapshot of its whole heap after a
 * collection: stores, closures and the page itself included.
 */
export async function pageHeapHolds(page: Page, texts: readonly string[]): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('HeapProfiler.enable');
    await session.send('HeapProfiler.collectGarbage');
    let snapshot = '';
    session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => {
      snapshot += chunk;
    });
    await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    const { strings } = JSON.parse(snapshot) as { strings: readonly string[] };
    return texts.filter((text) => strings.some((string) => string.includes(text)));
  } finally {
    await session.detach();
  }
}
