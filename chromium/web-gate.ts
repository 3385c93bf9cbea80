import type { CDPSession } from 'playwright-core';
import type { Runtime, WebRequestAnswer } from './runtime.ts';
import type { WebSessionCore } from './web-session.ts';

/**
 * Puts every document that a browser is about to ask for to the session's `onBeforeRequest`: of windows, of their frames,
 * of windows that pages open, and after every redirect. It listens at the browser, not at its pages, so there is no moment
 * in which a new window is not yet watched. What lies inside a document is the page's own business, under the browser's
 * rules for the web. A question for a user name and password is cancelled, as Electron does.
 */
export async function openWebGate(runtime: Runtime, session: WebSessionCore, browser: CDPSession): Promise<void> {
  const failed = (error: unknown): void => {
    // A request whose page has gone needs no answer.
    if (!/closed|Invalid InterceptionId|detached/i.test(String(error))) runtime.log(`Request: ${String(error)}`);
  };
  browser.on('Fetch.requestPaused', ({ requestId, request }) => {
    const details = {
      id: runtime.nextId(),
      url: request.url,
      method: request.method,
      // Which frame it is for is not told here; the rule for the window's own document is the stricter one.
      resourceType: 'mainFrame',
      timestamp: Date.now(),
    };
    const answer = ({ cancel }: WebRequestAnswer): void => {
      // Aborted leaves the page where it is.
      const sent =
        cancel === true
          ? browser.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
          : browser.send('Fetch.continueRequest', { requestId });
      sent.catch(failed);
    };
    if (session.beforeRequest === null) answer({});
    else session.beforeRequest(details, answer);
  });
  browser.on('Fetch.authRequired', ({ requestId }) => {
    browser
      .send('Fetch.continueWithAuth', { requestId, authChallengeResponse: { response: 'CancelAuth' } })
      .catch(failed);
  });
  await browser.send('Fetch.enable', {
    patterns: [{ urlPattern: '*', resourceType: 'Document', requestStage: 'Request' }],
    handleAuthRequests: true,
  });
}
