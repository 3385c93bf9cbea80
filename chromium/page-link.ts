import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { CDPSession, Page } from 'playwright-core';
import { type Agent, type FromAgent, installAgentWorld } from './in-page/agent-world.ts';
import { createBridgeEnd } from './in-page/bridge-end.ts';
import { createCodec } from './in-page/codec.ts';
import { installPageWorld } from './in-page/page-world.ts';
import { type FromPage, installPreloadWorld, type ToPage } from './in-page/preload-world.ts';

/** From this length on a body is deflated: the debugging protocol costs more time for each character than that does. */
const DEFLATE_FROM_CHARACTERS = 100_000;

/** One document in the window's main frame. */
export interface PageDocument {
  /** Where the preload runs in this document. */
  contextId: number;
  frameId: string;
  origin: string;
  gone: boolean;
}

export interface PageLinkOptions {
  preload: string | undefined;
  preloadPath: string | undefined;
  versions: Record<string, string>;
  onPage(message: FromPage, body: string, document: PageDocument): void;
  onAgent(message: FromAgent): void;
  /** The agent of a new document is there. */
  onAgentReady(): void;
}

/**
 * The connection between the runtime and the documents of one page: three worlds (the page's own, the preload's, the
 * agent's), a binding out of each isolated one, and calls into them. Names are random for each window.
 */
export class PageLink {
  readonly session: CDPSession;
  readonly #options: PageLinkOptions;
  readonly #names = {
    preloadWorld: `preload-${randomBytes(6).toString('hex')}`,
    agentWorld: `agent-${randomBytes(6).toString('hex')}`,
    preloadBinding: `preload_${randomBytes(12).toString('hex')}`,
    agentBinding: `agent_${randomBytes(12).toString('hex')}`,
    receiver: `receive_${randomBytes(12).toString('hex')}`,
    agent: `act_${randomBytes(12).toString('hex')}`,
  };
  mainFrameId = '';
  #document: PageDocument | null = null;
  #agentContextId: number | null = null;

  private constructor(session: CDPSession, options: PageLinkOptions) {
    this.session = session;
    this.#options = options;
  }

  static async open(page: Page, options: PageLinkOptions): Promise<PageLink> {
    const link = new PageLink(await page.context().newCDPSession(page), options);
    await link.#install();
    return link;
  }

  get document(): PageDocument | null {
    return this.#document;
  }

  async #install(): Promise<void> {
    const { session } = this;
    const names = this.#names;
    session.on('Runtime.executionContextCreated', ({ context }) => {
      const frameId = String((context.auxData as { frameId?: unknown } | undefined)?.frameId);
      if (frameId !== this.mainFrameId) return;
      if (context.name === names.preloadWorld) {
        this.#forgetDocument();
        this.#document = { contextId: context.id, frameId, origin: context.origin, gone: false };
      }
      if (context.name === names.agentWorld) {
        this.#agentContextId = context.id;
        this.#options.onAgentReady();
      }
    });
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (this.#document?.contextId === executionContextId) this.#forgetDocument();
      if (this.#agentContextId === executionContextId) this.#agentContextId = null;
    });
    session.on('Runtime.executionContextsCleared', () => {
      this.#forgetDocument();
      this.#agentContextId = null;
    });
    session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      const document = this.#document;
      if (name === names.preloadBinding && document?.contextId === executionContextId) {
        const end = payload.indexOf('\n');
        this.#options.onPage(JSON.parse(payload.slice(0, end)) as FromPage, payload.slice(end + 1), document);
      } else if (name === names.agentBinding && this.#agentContextId === executionContextId) {
        this.#options.onAgent(JSON.parse(payload) as FromAgent);
      }
    });

    const tree = session.send('Page.getFrameTree').then(({ frameTree }) => {
      this.mainFrameId = frameTree.frame.id;
    });
    await Promise.all([
      tree,
      session.send('Page.enable'),
      session.send('Runtime.enable'),
      session.send('Runtime.addBinding', { name: names.preloadBinding, executionContextName: names.preloadWorld }),
      session.send('Runtime.addBinding', { name: names.agentBinding, executionContextName: names.agentWorld }),
      // Scripts run in the order in which they are added: the page's world has to be there before the preload asks it.
      session.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${installPageWorld})(${createBridgeEnd});` }),
      session.send('Page.addScriptToEvaluateOnNewDocument', {
        worldName: names.agentWorld,
        source: this.#agentSource(),
      }),
      session.send('Page.addScriptToEvaluateOnNewDocument', {
        worldName: names.preloadWorld,
        source: this.#preloadSource(),
      }),
    ]);
  }

  #agentSource(): string {
    const names = JSON.stringify({ binding: this.#names.agentBinding, agent: this.#names.agent });
    return `if (window === window.top && location.protocol === 'https:') (${installAgentWorld})(${names});`;
  }

  /** The preload is a function beside the runtime's part, so that it sees the world's globals and what it is given. */
  #preloadSource(): string {
    const { preload = '', preloadPath = 'preload', versions } = this.#options;
    const names = JSON.stringify({
      binding: this.#names.preloadBinding,
      receiver: this.#names.receiver,
      platform: process.platform,
      versions,
    });
    return `if (window === window.top && location.protocol === 'https:') (function (run) {
const scope = (${installPreloadWorld})(${createCodec}, ${createBridgeEnd}, ${names});
const module = { exports: {} };
try { run.call(module.exports, scope.require, scope.process, module, module.exports); } catch (error) { scope.failed(error); }
})(function (require, process, module, exports) {${preload}
});
//# sourceURL=${preloadPath}`;
  }

  #forgetDocument(): void {
    if (this.#document !== null) this.#document.gone = true;
    this.#document = null;
  }

  /** Delivers a message to the document; one that has gone gets nothing, as in Electron. */
  async deliver(message: ToPage, body: string, document = this.#document): Promise<void> {
    if (document === null || document.gone) return;
    const deflated = body.length >= DEFLATE_FROM_CHARACTERS;
    const carried = deflated ? deflateRawSync(body, { level: 1 }).toString('base64') : body;
    try {
      await this.session.send('Runtime.callFunctionOn', {
        functionDeclaration: `function (text, body, deflated) { globalThis[${JSON.stringify(this.#names.receiver)}](text, body, deflated); }`,
        arguments: [{ value: JSON.stringify(message) }, { value: carried }, { value: deflated }],
        executionContextId: document.contextId,
        silent: true,
      });
    } catch (error) {
      // The document, or the window, went away while the message was on its way.
      if (!document.gone && !/closed|destroyed|Cannot find context/i.test(String(error))) throw error;
    }
  }

  /** @throws Error when no document of the app is loaded, or the agent's own error. */
  async act<Name extends keyof Agent>(
    name: Name,
    args: Parameters<Agent[Name]>,
    { userGesture = false } = {},
  ): Promise<Awaited<ReturnType<Agent[Name]>>> {
    if (this.#agentContextId === null) throw new Error('No page of the app is loaded in this window.');
    const { result, exceptionDetails } = await this.session.send('Runtime.callFunctionOn', {
      functionDeclaration: `function (name, args) { return globalThis[${JSON.stringify(this.#names.agent)}][name](...JSON.parse(args)); }`,
      arguments: [{ value: name }, { value: JSON.stringify(args) }],
      executionContextId: this.#agentContextId,
      awaitPromise: true,
      returnByValue: true,
      userGesture,
    });
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as Awaited<ReturnType<Agent[Name]>>;
  }

  /** Evaluates in the agent's world with a user gesture and leaves the result there; gives its object id. */
  async evaluateInAgent(
    functionDeclaration: string,
    argument: string,
    awaitPromise: boolean,
  ): Promise<string | undefined> {
    if (this.#agentContextId === null) throw new Error('No page of the app is loaded in this window.');
    const { result } = await this.session.send('Runtime.callFunctionOn', {
      functionDeclaration,
      arguments: [{ value: argument }],
      executionContextId: this.#agentContextId,
      awaitPromise,
      userGesture: true,
    });
    return result.objectId;
  }
}
