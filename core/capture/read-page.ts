import type {
  PageCell,
  PageDocument,
  PageElement,
  PageNode,
  PageNote,
  PageOutcome,
  PageReading,
  PageTable,
  ReadLimits,
} from './page-table.ts';

/**
 * Reads the visible lists of a document: tables, ARIA grids, lists, description lists, repeated cards. Reads only: it
 * clicks, changes and asks the network for nothing, and never reads what was typed into a field of a form; of one to search
 * by it asks whether it is empty.
 *
 * Everything it needs is inside it, so that `String(readPage)` runs in an isolated world of a page, and so it is one long
 * function. A whole secret never leaves it: what looks like one is cut to its visible start (of a publishable key, its
 * start and end). Two things it cannot see: the contents of frames and of closed shadow trees.
 *
 * @param limits defaults: 2,000 rows (never over 50,000), cells of 1,000 characters, 50 columns, 20 tables, 500,000 nodes
 */
export function readPage(document: PageDocument, limits: Partial<ReadLimits> = {}): PageReading {
  type Content = {
    text: string;
    datetime: string;
    title: string;
    alt: string;
    actions: string[];
    nested: PageElement[];
  };
  type Field = { label: string; sure: boolean; path: string; first: PageCell; cell: PageCell };
  type Item = { fields: Field[]; actions: string[] };
  type Draft = { -readonly [K in keyof PageTable]: PageTable[K] };

  const bounded = (value: number | undefined, standard: number, most: number): number =>
    value === undefined || !(value >= 1) ? standard : Math.min(Math.floor(value), most);
  const max: ReadLimits = {
    rows: bounded(limits.rows, 2_000, 50_000),
    cellCharacters: bounded(limits.cellCharacters, 1_000, 10_000),
    columns: bounded(limits.columns, 50, 200),
    tables: bounded(limits.tables, 20, 100),
    nodes: bounded(limits.nodes, 500_000, 2_000_000),
  };
  const MAX_DEPTH = 400;
  const MAX_FIELDS = 40;
  const SKIPPED = new Set(
    'script style template noscript head meta link select option datalist textarea iframe frame object embed canvas video audio param source track'.split(
      ' ',
    ),
  );
  const BLOCKS = new Set(
    'address article aside blockquote dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul'.split(
      ' ',
    ),
  );
  const HOSTS = /-|^(?:article|aside|blockquote|body|div|footer|h[1-6]|header|main|nav|p|section|span)$/;
  const SIMPLE = new Set(['a', 'b', 'code', 'em', 'i', 'kbd', 'samp', 'small', 'span', 'strong']);
  const VERBATIM = new Set(['code', 'kbd', 'samp', 'pre', 'tt']);
  const MASKED = /[•●∙·⋅∗*…⋯▪■█]{2}|…|\.{3}|[•●]/;

  /** Starts that only secrets have, whatever their column is called. */
  const STARTS_OF_SECRETS =
    /^(?:[sr]k[_-]|whsec_|gh[oprsu]_|github_pat_|glpat-|npm_|pypi-|xox[a-z]-|do[opr]_v1_|hf_|SG\.|shp[ap]t_|AIza|ya29\.|eyJ|sb_secret_|lin_api_|nrx_|nmk_)/;

  const UNCLEAN = /[^\S ]|[\p{Cc}\p{Cf}]|^ | $| {2}/u;
  const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}]/gu;

  /** Words of a search or a filter, and of what shows more than is shown. */
  const OF_FILTERS =
    /filt(?:er|r[aeioé])|gefilterd|search|such(?:e|begriff|ergebn)|recherch|buscar|búsqueda|\bbusca\b|ricerca|zoek|wyszuk|検索|絞り込|抽出|筛选|篩選|过滤|過濾|搜索|搜尋|필터|검색|مرشح|تصفية|بحث|^(?:show|view|see|include|display) /i;

  const MAX_NOTES = 500;
  const NOTE_CHARACTERS = 200;

  const outcomes = new Set<PageOutcome>();
  const tables: Draft[] = [];
  const notes: PageNote[] = [];
  /** The text beside lists since the last block or control. */
  let running = '';
  let visited = 0;
  let rowCount = 0;
  let heading = '';
  let waitingMore: PageTable['more'] = 'none';
  let asksPassword = false;
  const root = document.documentElement;
  // A document that is shown knows what is hidden by its style sheets; a parsed file knows only its attributes.
  const live = root?.checkVisibility?.() === true;

  function visit(): boolean {
    visited += 1;
    if (visited <= max.nodes) return true;
    outcomes.add('nodes-cut');
    return false;
  }

  /**
   * Which attributes occur at all in the table that is being read. A browser answers that at once for the whole table, and
   * thousands of cells need not be asked one by one.
   */
  type Occurring = {
    badges: boolean;
    roles: boolean;
    spans: boolean;
    ariaHidden: boolean;
    notes: boolean;
    buttonNotes: boolean;
  };
  const ANYTHING: Occurring = {
    badges: true,
    roles: true,
    spans: true,
    ariaHidden: true,
    notes: true,
    buttonNotes: true,
  };
  let occurring = ANYTHING;

  function occurringIn(table: PageElement): Occurring {
    const asks = (selectors: string): boolean => table.querySelector?.(selectors) !== null;
    if (table.querySelector === undefined) return ANYTHING;
    return {
      badges: asks(
        '[class*=badge i],[class*=chip i],[class*=pill i],[class*=label i],[class*=status i],[class*=tag i]',
      ),
      roles: table.localName !== 'table' || table.hasAttribute('role') || asks('[role]'),
      spans: asks('[colspan],[rowspan],[aria-colspan],[aria-rowspan]'),
      ariaHidden: asks('[aria-hidden]'),
      notes: asks('[datetime],[title],[data-tooltip]'),
      buttonNotes: asks('[aria-label],[title],[disabled],[aria-disabled]'),
    };
  }

  const SHOWN = { visibilityProperty: true };
  function visible(element: PageElement): boolean {
    if (live) {
      if (element.checkVisibility?.(SHOWN) === false && !isBoxless(element)) return false;
      return !occurring.ariaHidden || element.getAttribute('aria-hidden') !== 'true';
    }
    if (!element.hasAttributes()) return true;
    if (element.hasAttribute('hidden') || element.getAttribute('aria-hidden') === 'true') return false;
    const style = element.getAttribute('style');
    if (style !== null && /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))/i.test(style))
      return false;
    return element.localName !== 'dialog' || element.hasAttribute('open');
  }

  /** Rows of a CSS grid often have no box of their own, only their cells do: that is not hidden. */
  function isBoxless(element: PageElement): boolean {
    const style = document.defaultView?.getComputedStyle(element);
    return style?.display === 'contents' && style.visibility === 'visible';
  }

  const roleOf = (element: PageElement): string =>
    occurring.roles ? (element.getAttribute('role') ?? '').trim().toLowerCase() : '';
  const firstOf = (element: PageElement): PageElement | null =>
    (hasShadow(element) ? element.shadowRoot?.firstElementChild : null) ?? element.firstElementChild;

  /** Few elements can be hosts of a shadow tree, and asking each of the others would take long. */
  function hasShadow(element: PageElement): boolean {
    return live && HOSTS.test(element.localName) && element.shadowRoot != null;
  }

  function isTableLike(element: PageElement): boolean {
    const role = roleOf(element);
    if (role === '') return element.localName === 'table';
    return role === 'table' || role === 'grid' || role === 'treegrid';
  }

  function isButton(element: PageElement): boolean {
    if (element.localName === 'button' || element.localName === 'summary') return true;
    const role = roleOf(element);
    return role === 'button' || role === 'menuitem' || role === 'switch';
  }

  /** An access key's id of AWS, and the end of a Google key's name: documented identifiers, whatever their column is called. */
  const PUBLIC_ID = /^(?:A(?:KI|SI)A[A-Z2-7]{16}|[\w.-]+\.iam\.gserviceaccount\.com\/keys\/[\da-f]{40})$/;
  /** `AzureDevOps2026Pipeline`: words, by their capitals, with a number or two. */
  const WORDS = /^(?=(?:\D*\d+){0,2}\D*$)(?:[a-z]{3,})?(?:[A-Z][a-z]{2,}|[A-Z]{2,4}(?=[A-Z\d]|$)|\d{1,4}(?!\d))+$/;

  /** One token of a text: whether it is too random, for its length, to be a name, a date or an address. */
  function isSecret(token: string): boolean {
    if (/^\d{4}-\d\d-\d\dT[\d:.]+/.test(token) || PUBLIC_ID.test(token)) return false;
    if (token.includes('://')) return token.split('/').some((part) => part.length >= 16 && isSecret(part));
    if (/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(token)) return true;
    let switches = 0;
    for (const segment of token.split(/[_\-.:/+=~]+/)) {
      if (segment.length >= 16 && WORDS.test(segment)) continue;
      const toDigit = segment.match(/[a-z]\d/gi)?.length ?? 0;
      const toLetter = segment.match(/\d(?=[a-z])/gi)?.length ?? 0;
      switches += toDigit + toLetter + (segment.match(/[a-z](?=[A-Z])/g)?.length ?? 0);
      if (segment.length >= 16 && (toLetter > 0 || toDigit > 1)) return true;
      if (segment.length >= 32 && /^(?:[a-z]+|\d+)$/i.test(segment)) return true;
    }
    return token.length >= 20 && switches >= (/\d/.test(token) ? Math.max(4, token.length / 5) : token.length / 4);
  }

  /** Whether a title is that of identifiers, which are no secrets: two keys are told apart by them, so they stay whole. */
  function isIdTitle(title: string): boolean {
    if (title.length > 60 || /secret|password|passw/i.test(title)) return false;
    return (
      /(?:^|[\s_.-])(?:ids?|sid|guid|uuid|arn|identifier|kennung|identifiant|identificador|identificatore|identyfikator)(?:$|[\s(:])/i.test(
        title,
      ) ||
      /[a-z](?:I[dD]|Sid|SID|UUID|Uuid|Arn)$/.test(title) ||
      /(?:識別子|标识符|標識符|식별자|المعرف)$/.test(title)
    );
  }

  /** The start of a secret; of words before it, such as `vercel-marketplace-`, all, as names are told apart by what follows. */
  function startOf(token: string): string {
    const start = /^(?:[A-Za-z]{1,10}[_.-])*/.exec(token)?.[0].length ?? 0;
    const words = /^(?:[a-z]{2,20}[_.-])*/.exec(token)?.[0].length ?? 0;
    const usual = Math.min(start + 4, 12, Math.floor(token.length / 3));
    return token.slice(0, Math.max(usual, Math.min(words + 3, 40, Math.floor((token.length * 2) / 3))));
  }

  function withoutSecrets(text: string, isId: boolean): string {
    if (text.length < 16) return text;
    const joined = text.length >= 20 && /[ \n]/.test(text) ? withoutPieces(text) : text;
    if (!/[\w+/=.~:-]{16}/.test(joined)) return joined;
    return joined.replace(/[\w+/=.~:-]{16,}/g, (token) => {
      if (isId && token.length <= 256 && !STARTS_OF_SECRETS.test(token)) return token;
      if (!isSecret(token)) return token;
      outcomes.add('secrets-cut');
      return `${startOf(token)}…${/^(?:pk|pub|publishable)[_-]/i.test(token) ? token.slice(-4) : ''}`;
    });
  }

  /** A secret that is written in groups or over several lines is one. */
  function withoutPieces(text: string): string {
    return text.replace(/(?<![^ \n])(?:[\w+/=-]{4,80}[ \n]){2,40}[\w+/=-]{2,80}(?![^ \n])/g, (run) => {
      const pieces = run.split(/[ \n]/);
      const mixed = pieces.filter((piece) => /\d/.test(piece) && /[A-Za-z]/.test(piece)).length;
      if (mixed < pieces.length - 1 || !isSecret(pieces.join(''))) return run;
      outcomes.add('secrets-cut');
      return `${run.slice(0, 4)}…`;
    });
  }

  /** One clean piece of text: no control or direction characters, one space for many, no whole secret, not too long. */
  function clean(raw: string, isId = false): string {
    let text = raw;
    const longest = max.cellCharacters * 4;
    if (text.length > longest) {
      outcomes.add('cells-cut');
      text = text.slice(0, longest);
    }
    if (UNCLEAN.test(text)) {
      text = text
        .replace(/[^\S\n]+/g, ' ')
        .replace(INVISIBLE, '')
        .replace(/ {2,}/g, ' ')
        .replace(/ ?\n[ \n]*/g, '\n')
        .trim();
    }
    text = withoutSecrets(text, isId);
    if (text.length <= max.cellCharacters) return text;
    outcomes.add('cells-cut');
    // Joined anew: a slice would keep the whole of a huge text in memory.
    return [...text.slice(0, max.cellCharacters)].join('');
  }

  function labelOf(button: PageElement, read = button.textContent ?? ''): string {
    const text = read.slice(0, 400).replace(/\s+/g, ' ').trim();
    if (!occurring.buttonNotes) return clean(text).slice(0, 200);
    return clean(button.getAttribute('aria-label') || text || (button.getAttribute('title') ?? '')).slice(0, 200);
  }

  function note(element: PageElement, content: Content): void {
    if (!occurring.notes || !element.hasAttributes()) return;
    const datetime = element.getAttribute('datetime');
    if (datetime !== null && content.datetime === '') content.datetime = clean(datetime).slice(0, 100);
    const title = element.getAttribute('title') ?? element.getAttribute('data-tooltip');
    // Of titles only those that may be dates are of use.
    if (title !== null && content.title === '' && title.length <= 100 && /\d/.test(title)) content.title = clean(title);
  }

  function readContent(element: PageElement, content: Content, depth: number): void {
    if (depth > MAX_DEPTH) {
      outcomes.add('depth-cut');
      return;
    }
    let afterElement = false;
    let node: PageNode | null = (hasShadow(element) ? element.shadowRoot?.firstChild : null) ?? element.firstChild;
    for (; node !== null; node = node.nextSibling) {
      if (node.nodeType === 3) {
        const room = max.cellCharacters * 4 + 1 - content.text.length;
        if (room <= 0) continue;
        const text = node.nodeValue ?? '';
        // Most texts are short and on one line; the spaces of all are settled at the end.
        content.text += text.length > room || text.includes('\n') ? text.slice(0, room).replace(/\s+/g, ' ') : text;
        afterElement = false;
        continue;
      }
      if (node.nodeType !== 1) continue;
      const child = node as PageElement;
      if (!visit()) return;
      const tag = child.localName;
      if (SKIPPED.has(tag) || !visible(child)) continue;
      if (tag === 'input') {
        noticeField(child);
      } else if (tag === 'br') {
        content.text += '\n';
      } else if (tag === 'img' || tag === 'svg' || (occurring.roles && roleOf(child) === 'img')) {
        content.alt ||= clean(child.getAttribute('aria-label') ?? child.getAttribute('alt') ?? '');
      } else if (isTableLike(child)) {
        content.nested.push(child);
      } else if (isButton(child)) {
        readButton(child, content);
      } else {
        note(child, content);
        const block = BLOCKS.has(tag);
        const apart =
          block || isBadge(child) || (occurring.notes && child.hasAttribute('datetime') && /\S$/.test(content.text));
        if (apart) content.text += '\n';
        const start = content.text.length;
        // Text alone needs no walk of its own.
        if (SIMPLE.has(tag) && child.firstElementChild === null && child.firstChild !== null) {
          content.text += (child.textContent ?? '').slice(0, max.cellCharacters * 4 + 1).replace(/\s+/g, ' ');
        } else readContent(child, content, depth + 1);
        if (apart) content.text += '\n';
        // Two elements side by side without a space: shown apart more often than not, but parts of a code belong together.
        else if (
          afterElement &&
          !VERBATIM.has(element.localName) &&
          /[\p{L}\p{N})]$/u.test(content.text.slice(0, start))
        ) {
          if (/^[\p{L}\p{N}(]/u.test(content.text.slice(start, start + 2))) {
            content.text = `${content.text.slice(0, start)}\n${content.text.slice(start)}`;
          }
        }
        afterElement = !block;
      }
    }
  }

  /** A mark such as "Revoked" beside a name, which is not part of the name. */
  function isBadge(element: PageElement): boolean {
    if (!occurring.badges || !element.hasAttributes()) return false;
    return /(?:^|[\s_-])(?:badge|chip|pill|label|status|tag)(?:$|[\s_-])/i.test(element.getAttribute('class') ?? '');
  }

  /** A key's value that is copied by clicking it is a value all the same; other buttons are what can be done. */
  function readButton(button: PageElement, content: Content): void {
    const text = (button.textContent ?? '').slice(0, 400).trim();
    if (/^\S+$/.test(text) && (MASKED.test(text) || /^[A-Za-z]{1,8}_\w{4,}/.test(text) || clean(text) !== text)) {
      content.text += `\n${text}\n`;
      return;
    }
    const label = labelOf(button, text);
    if (occurring.buttonNotes && (button.hasAttribute('disabled') || button.getAttribute('aria-disabled') === 'true'))
      return;
    if (label !== '' && content.actions.length < 20) content.actions.push(label);
  }

  const emptyContent = (): Content => ({ text: '', datetime: '', title: '', alt: '', actions: [], nested: [] });

  function toCell(content: Content, isId = false): PageCell {
    const text = clean(content.text, isId) || content.alt;
    if (content.datetime === '' && content.title === '') return text;
    return {
      text,
      ...(content.datetime === '' ? {} : { datetime: content.datetime }),
      ...(content.title === '' || content.title === text ? {} : { title: content.title }),
    };
  }

  function addTable(table: Omit<Draft, 'more' | 'total' | 'heading'>, owner: PageElement, labels: string[]): void {
    const said = owner.getAttribute('aria-rowcount') ?? owner.getAttribute('aria-setsize');
    const count = said !== null && /^\d{1,9}$/.test(said) ? Number(said) : null;
    const total =
      count === null ? null : Math.max(0, count - (table.kind === 'grid' || table.kind === 'table' ? 1 : 0));
    const infinite = said === '-1' || (total !== null && total > table.rows.length) || roleOf(owner) === 'feed';
    let more: PageTable['more'] = infinite ? 'infinite' : 'none';
    for (const label of labels) if (more === 'none') more = moreOf(label, '');
    tables.push({ ...table, heading, more: more === 'none' ? waitingMore : more, total });
    for (const label of labels) addNote(label);
    waitingMore = 'none';
    rowCount += table.rows.length;
  }

  /** What a button or link says about more rows, in the languages that Keyrail reads. */
  function moreOf(label: string, rel: string): PageTable['more'] {
    if (rel === 'next' || label.length > 60) return rel === 'next' ? 'next-page' : 'none';
    const text = label.normalize('NFKC').toLowerCase();
    if (
      /^(?:load|show|view|see) (?:\d+ )?more|^more (?:keys|results)|(?:mehr|weitere).*(?:laden|anzeigen)|(?:charger|afficher|voir) (?:plus|la suite)|(?:cargar|mostrar|ver) más|(?:carregar|mostrar|ver) mais|(?:carica|mostra) (?:altr|di più)|(?:meer|toon meer) (?:laden|weergeven)|meer laden|(?:załaduj|pokaż|wczytaj) więcej|もっと(?:見る|表示|読み込)|さらに(?:表示|読み込)|加载更多|載入更多|显示更多|查看更多|더 ?(?:보기|불러오기)/.test(
        text,
      )
    ) {
      return 'load-more';
    }
    return /^(?:go to )?(?:the )?next(?: page)?\b|^(?:›|»|→|>|>>)$|^(?:nächste|weiter\b)|^(?:page )?suivante?\b|^(?:página )?siguiente|^(?:próxima|seguinte)|^(?:pagina )?(?:successiv|avanti)|^volgende|^(?:następna|dalej)|^次(?:へ|の|ページ)?|^下一[页頁]|^다음/.test(
      text,
    )
      ? 'next-page'
      : 'none';
  }

  /** Keeps a text beside the lists where it may say how many rows there are, or which of them are shown. */
  function addNote(text: string, marks: Pick<PageNote, 'control' | 'current'> = {}): void {
    if (notes.length >= MAX_NOTES || text.length > NOTE_CHARACTERS * 2) return;
    if (marks.current !== true && !/\p{N}/u.test(text) && !OF_FILTERS.test(text.trim())) return;
    const note = clean(text.replace(/\s+/g, ' '));
    if (note !== '' && note.length <= NOTE_CHARACTERS)
      notes.push({ after: tables.length, heading, text: note, ...marks });
  }

  function endRun(): void {
    if (running !== '') addNote(running);
    running = '';
  }

  const isOn = (state: string | null): boolean => state !== null && state !== '' && state !== 'false';
  const hasClass = (element: PageElement, name: RegExp): boolean => name.test(element.getAttribute('class') ?? '');

  /** A tab, toggle or page number that stands for what is shown; many mark the item around their link instead. */
  function isCurrent(control: PageElement, parent: PageElement): boolean {
    const states = ['aria-current', 'aria-selected', 'aria-pressed', 'aria-checked'];
    if (states.some((name) => isOn(control.getAttribute(name)))) return true;
    return [control, ...(parent.localName === 'li' ? [parent] : [])].some((one) =>
      hasClass(one, /(?:^|[\s_-])(?:active|current|selected)(?:$|\s)/i),
    );
  }

  function isDisabled(control: PageElement, parent: PageElement): boolean {
    return [control, ...(parent.localName === 'li' ? [parent] : [])].some(
      (one) =>
        one.hasAttribute('disabled') ||
        one.getAttribute('aria-disabled') === 'true' ||
        hasClass(one, /(?:^|[\s_-])disabled(?:$|\s)/i),
    );
  }

  function noticeControl(element: PageElement, parent: PageElement): void {
    const label = labelOf(element);
    const text = (element.textContent ?? '').slice(0, 20).trim();
    const current = isCurrent(element, parent);
    if (current || /^\p{N}{1,4}$/u.test(text) || OF_FILTERS.test(label)) {
      endRun();
      addNote(/^\p{N}{1,4}$/u.test(text) ? text : label, { control: true, ...(current ? { current: true } : {}) });
    } else if (/\p{N}/u.test(label)) running += ` ${label} `;
    if (isDisabled(element, parent)) return;
    const more = moreOf(label, element.getAttribute('rel') ?? '');
    if (more === 'none') return;
    const last = tables.at(-1);
    if (last === undefined) waitingMore = more;
    else if (last.more === 'none') last.more = more;
  }

  /** Of a field to search or filter by only whether it is empty is asked. */
  function noticeField(field: PageElement): void {
    const type = (field.getAttribute('type') ?? 'text').toLowerCase();
    asksPassword ||= type === 'password';
    if (type !== 'text' && type !== 'search') return;
    const names = ['placeholder', 'aria-label', 'name', 'id', 'class', 'role'].map(
      (name) => field.getAttribute(name) ?? '',
    );
    if (type !== 'search' && !names.some((name) => OF_FILTERS.test(name))) return;
    const hasHint = (field.getAttribute('placeholder') ?? '') !== '';
    const filled =
      live && hasHint ? field.matches?.(':not(:placeholder-shown)') : (field.getAttribute('value') ?? '') !== '';
    if (filled === true) outcomes.add('searched');
  }

  /** What is chosen of a list of choices is the page's own word, such as "Active". */
  function noticeChoice(select: PageElement): void {
    let chosen = live ? (select.querySelector?.('option:checked') ?? null) : null;
    for (let option = select.firstElementChild; option !== null && !live; option = option.nextElementSibling) {
      if (option.hasAttribute('selected')) chosen = option;
    }
    const text = chosen?.textContent?.slice(0, NOTE_CHARACTERS) ?? '';
    if (!/\p{N}/u.test(text)) addNote(text, { control: true, current: true });
  }

  /** @returns the tables inside its cells; null where it is only there for the layout of other things. */
  function readTable(table: PageElement): PageElement[] | null {
    const native = table.localName === 'table';
    occurring = occurringIn(table);
    /** Only then need each child of a row be asked whether it is a cell. */
    const onlyCells = native && table.querySelector?.('tr > :not(td):not(th)') === null;
    const head: string[][] = [];
    const rows: PageCell[][] = [];
    const actions: string[][] = [];
    const nested: PageElement[] = [];
    const labels: string[] = [];
    const hiddenColumns = new Set<number>();
    const idColumns = new Set<number>();
    /** Cells from rows above that reach into the next ones, by column. */
    const reaching = new Map<number, { left: number; cell: PageCell }>();
    let caption = table.getAttribute('aria-label') ?? '';
    let width = 0;

    const span = (cell: PageElement, name: string, most: number): number => {
      const text = cell.getAttribute(name) ?? cell.getAttribute(`aria-${name}`) ?? '1';
      return /^\d{1,6}$/.test(text) ? Math.max(1, Math.min(Number(text), most)) : 1;
    };

    function isCell(element: PageElement): boolean {
      const tag = element.localName;
      if (tag === 'td' || tag === 'th') return true;
      const role = roleOf(element);
      return role === 'cell' || role === 'gridcell' || role === 'columnheader' || role === 'rowheader';
    }

    /** Text alone, or in one element that changes nothing about it. */
    function isSimple(cell: PageElement): boolean {
      if (occurring.notes && cell.hasAttributes()) return false;
      const child = cell.firstElementChild;
      if (child === null) return true;
      if (occurring.notes || occurring.roles || !SIMPLE.has(child.localName) || child.firstElementChild !== null)
        return false;
      return child.nextElementSibling === null && child.firstChild !== null && visible(child);
    }

    function readRow(row: PageElement, section: string): void {
      const cells: PageCell[] = [];
      const rowActions: string[] = [];
      const nestedBefore = nested.length;
      let count = 0;
      let titles = 0;
      let widest = 1;
      const isHead = (): boolean => section === 'thead' || (count > 0 && titles === count && rows.length === 0);

      function fill(): void {
        for (let over = reaching.get(cells.length); over !== undefined; over = reaching.get(cells.length)) {
          cells.push(over.cell);
          over.left -= 1;
          if (over.left <= 0) reaching.delete(cells.length - 1);
        }
      }

      function take(parent: PageElement, depth: number): void {
        for (let cell = firstOf(parent); cell !== null; cell = cell.nextElementSibling) {
          if (!visit()) return;
          // After the first row only what is in a cell matters, and not whether it is a title.
          const settled = onlyCells && rows.length > 0;
          const tag = settled ? 'td' : cell.localName;
          if (!settled && !isCell(cell)) {
            if (depth < 20 && !SKIPPED.has(tag) && visible(cell)) take(cell, depth + 1);
            continue;
          }
          if (reaching.size > 0) fill();
          const index = cells.length;
          if (index >= max.columns) {
            outcomes.add('columns-cut');
            return;
          }
          count += 1;
          const role = settled ? '' : roleOf(cell);
          const isTitle =
            role === 'columnheader' || (tag === 'th' && role === '' && cell.getAttribute('scope') !== 'row');
          if (isTitle) titles += 1;
          const across = occurring.spans ? span(cell, 'colspan', max.columns - index) : 1;
          const down = occurring.spans ? span(cell, 'rowspan', 1_000) : 1;
          widest = Math.max(widest, across);
          let value: PageCell = '';
          if (hiddenColumns.has(index)) value = '';
          else if (!visible(cell)) {
            if (isTitle || section === 'thead') hiddenColumns.add(index);
          } else if (isSimple(cell)) {
            const text = cell.textContent ?? '';
            const onOneLine = text.includes('\n') ? text.slice(0, max.cellCharacters * 8).replace(/\s+/g, ' ') : text;
            value = clean(onOneLine, idColumns.has(index));
          } else {
            const content = emptyContent();
            note(cell, content);
            readContent(cell, content, 0);
            value = toCell(content, idColumns.has(index));
            if (content.actions.length > 0) rowActions.push(...content.actions);
            if (content.nested.length > 0) nested.push(...content.nested);
          }
          if (down > 1) reaching.set(index, { left: down - 1, cell: value });
          cells.push(value);
          // A title over several columns is part of each of their titles.
          for (let more = 1; more < across; more += 1) {
            if (down > 1) reaching.set(cells.length, { left: down - 1, cell: '' });
            cells.push(isHead() ? value : '');
          }
        }
      }

      take(row, 0);
      if (reaching.size > 0) fill();
      // What stands under a title of ids and is the key beside it as well is the key.
      for (const index of outcomes.has('secrets-cut') ? idColumns : []) {
        const id = cells[index];
        const start = typeof id === 'string' ? withoutSecrets(id, false) : id;
        if (start !== undefined && start !== id && cells.includes(start)) cells[index] = start;
      }
      if (count === 0) return;
      const onlyAcross = count === 1 && widest > 1;
      if (onlyAcross || section === 'tfoot') {
        const [only] = cells;
        if (section === 'thead' && caption === '' && typeof only === 'string') caption = only;
        labels.push(...rowActions);
        for (const cell of cells) if (typeof cell === 'string' && cell !== '') labels.push(cell);
        return;
      }
      if (isHead()) {
        if (head.length >= 5) return;
        const texts = cells.map((cell) => (typeof cell === 'string' ? cell : cell.text));
        head.push(texts);
        // npm's key is the identifier of the token beside it.
        const isBesideToken = texts.some((text) => /^token$/i.test(text));
        texts.forEach((text, index) => {
          if (isIdTitle(text) || (isBesideToken && /^key$/i.test(text))) idColumns.add(index);
        });
        width = Math.max(width, cells.length);
        return;
      }
      if (rowCount + rows.length >= max.rows) {
        outcomes.add('rows-cut');
        return;
      }
      // What holds other tables in its only cell is a detail of the row before.
      if (nested.length > nestedBefore && count === 1 && head.length > 0) return;
      width = Math.max(width, cells.length);
      rows.push(cells);
      actions.push(rowActions.slice(0, 20));
    }

    function takeRows(parent: PageElement, section: string, depth: number): void {
      for (let child = firstOf(parent); child !== null; child = child.nextElementSibling) {
        if (outcomes.has('rows-cut') || !visit()) return;
        const tag = child.localName;
        const role = roleOf(child);
        if (role === 'row' || (tag === 'tr' && role === '')) {
          if (visible(child)) readRow(child, section);
        } else if (tag === 'caption') {
          if (visible(child)) caption = labelOf(child);
        } else if (!SKIPPED.has(tag) && tag !== 'colgroup' && depth < 20 && visible(child)) {
          if (isTableLike(child)) nested.push(child);
          else takeRows(child, tag === 'thead' || tag === 'tfoot' ? tag : section, depth + 1);
        }
      }
    }

    takeRows(table, '', 0);
    if (head.length === 0 && nested.length > 0) return null;
    if (head.length === 0 && rows.length === 0) return nested;
    const shown = Array.from({ length: width }, (_, index) => index).filter((index) => !hiddenColumns.has(index));
    const columns = shown.map((index) => {
      const titles = head.map((texts) => texts[index] ?? '').filter((text) => text !== '');
      return clean([...new Set(titles)].join(' ')).replaceAll('\n', ' ');
    });
    const kind = native && (roleOf(table) === '' || roleOf(table) === 'table') ? 'table' : 'grid';
    const cut = rows.map((cells) => shown.map((index) => cells[index] ?? ''));
    addTable({ kind, caption: clean(caption), columns, rows: cut, actions }, table, labels);
    return nested;
  }

  const isList = (element: PageElement): boolean => {
    const role = roleOf(element);
    if (role !== '') return role === 'list' || role === 'feed';
    return element.localName === 'ul' || element.localName === 'ol';
  };

  /** The facts of one card or item, in order; null where it is a place of other lists rather than one thing. */
  function readItem(element: PageElement): Item | null {
    const item: Item = { fields: [], actions: [] };

    function push(content: Content, path: string): void {
      item.actions.push(...content.actions);
      const label = /^\s*([^:\n]{1,40}):\s/.exec(content.text)?.[1] ?? '';
      const cell = toCell(content, isIdTitle(label));
      const text = typeof cell === 'string' ? cell : cell.text;
      if (text === '') return;
      const named = /^([^:\n]{1,40}):\s+([\s\S]+)$/.exec(text);
      const value = named?.[2] ?? text;
      const rest = typeof cell === 'string' ? value : { ...cell, text: value };
      item.fields.push({ label: named?.[1]?.trim() ?? '', sure: named !== null, path, first: '', cell: rest });
    }

    function whole(target: PageElement): Content {
      const content = emptyContent();
      note(target, content);
      readContent(target, content, 0);
      return content;
    }

    function takePairs(list: PageElement, path: string, depth: number): boolean {
      let label = '';
      for (let child = firstOf(list); child !== null; child = child.nextElementSibling) {
        if (!visit() || depth > 20) return false;
        if (!visible(child)) continue;
        if (child.localName === 'dt') label = labelOf(child).replace(/\s*:$/, '');
        else if (child.localName === 'dd') {
          const content = whole(child);
          if (content.nested.length > 0) return false;
          item.actions.push(...content.actions);
          item.fields.push({ label, sure: label !== '', path, first: '', cell: toCell(content, isIdTitle(label)) });
        } else if (!takePairs(child, path, depth + 1)) return false;
      }
      return true;
    }

    function take(target: PageElement, parentPath: string, depth: number): boolean {
      if (!visit() || item.fields.length > MAX_FIELDS || depth > 40) return false;
      const tag = target.localName;
      if (SKIPPED.has(tag) || !visible(target)) return true;
      if (tag === 'input') {
        noticeField(target);
        return true;
      }
      if (isTableLike(target)) return false;
      const path = `${parentPath}/${tag}.${(target.getAttribute('class') ?? '').trim().split(/\s/)[0] ?? ''}`;
      if (isButton(target)) {
        const content = emptyContent();
        readButton(target, content);
        push(content, path);
        return true;
      }
      if (tag === 'dl') return takePairs(target, path, depth);
      const kids: PageElement[] = [];
      let ownText = false;
      let node: PageNode | null = (hasShadow(target) ? target.shadowRoot?.firstChild : null) ?? target.firstChild;
      for (; node !== null; node = node.nextSibling) {
        if (node.nodeType === 3) ownText ||= /\S/.test(node.nodeValue ?? '');
        else if (node.nodeType === 1 && kids.length <= 60) kids.push(node as PageElement);
      }
      const told = kids.filter((kid) => !SKIPPED.has(kid.localName) && !isButton(kid) && visible(kid));
      if (depth > 0 && isList(target)) return takeList(target, told, path, depth);
      const blocks = told.some((kid) => BLOCKS.has(kid.localName) || isTableLike(kid));
      if (told.length === 0 || (ownText && !blocks)) {
        const content = whole(target);
        push(content, path);
        return content.nested.length === 0;
      }
      const [first, second] = told;
      const isLeaf = (kid: PageElement): boolean => kid.firstElementChild === null;
      if (told.length === 2 && first && second && !ownText && isLeaf(first) && depth > 0 && !isButton(second)) {
        if (isLeaf(second) || (second.firstElementChild?.firstElementChild === null && !isList(second))) {
          const [a, b] = [whole(first), whole(second)];
          for (const kid of kids) if (isButton(kid)) readButton(kid, a);
          item.actions.push(...a.actions, ...b.actions);
          const label = clean(a.text);
          const sure = label.endsWith(':') || ['dt', 'label', 'th'].includes(first.localName);
          const title = label.replace(/\s*:$/, '');
          if (title !== '' && title.length <= 40 && clean(b.text) !== '') {
            item.fields.push({ label: title, sure, path, first: toCell(a), cell: toCell(b, isIdTitle(title)) });
            return true;
          }
        }
      }
      return kids.every((kid) => take(kid, path, depth + 1));
    }

    /** A list inside an item is one fact (its scopes) or more pairs; a list of things of several facts each is not. */
    function takeList(list: PageElement, kids: readonly PageElement[], path: string, depth: number): boolean {
      const before = item.fields.length;
      const actionsBefore = item.actions.length;
      for (const kid of kids) {
        const start = item.fields.length;
        if (!take(kid, path, depth + 1)) return false;
        const made = item.fields.slice(start);
        if (made.length > 1 && made.some(({ label }) => label === '')) return false;
      }
      if (item.actions.length > actionsBefore && kids.length > 1) return false;
      const made = item.fields.slice(before);
      if (made.length < 2 || made.some(({ label }) => label !== '')) return true;
      item.fields.length = before;
      push(whole(list), path);
      return true;
    }

    if (!take(element, '', 0) || item.fields.length > MAX_FIELDS) return null;
    return item;
  }

  function looksLikeKey({ fields, actions }: Item): boolean {
    if (fields.length === 0) return false;
    if (fields.filter(({ sure }) => sure).length > 1) return true;
    return (
      fields.length + Math.min(actions.length, 1) > 1 &&
      (actions.length > 0 ||
        fields.some(({ cell }) => typeof cell !== 'string' || MASKED.test(cell) || /\b(?:19|20)\d\d\b/.test(cell)))
    );
  }

  /** Makes a table of things that look alike; false where they are not a list of keys, so that their inside is read. */
  function readItems(owner: PageElement, elements: readonly PageElement[], kind: PageTable['kind']): boolean {
    const items: Item[] = [];
    for (const element of elements) {
      if (rowCount + items.length >= max.rows) {
        outcomes.add('rows-cut');
        break;
      }
      const item = readItem(element);
      if (item === null) return false;
      // A sample tells; a list of another sort is not read to its end.
      if (items.push(item) === 20 && items.filter(looksLikeKey).length < 10) return false;
    }
    const told = items.filter(({ fields }) => fields.length > 0);
    if (told.length === 0 || told.filter(looksLikeKey).length * 2 < told.length) return false;
    const seen = new Map<string, number>();
    for (const { fields } of told) {
      const labels = new Set(fields.map(({ label }) => label).filter((label) => label !== ''));
      // The same label twice in one thing: it is several things.
      if (labels.size > 1 && fields.filter(({ label, sure }) => sure && label !== '').length > labels.size)
        return false;
      for (const label of labels) seen.set(label, (seen.get(label) ?? 0) + 1);
    }
    const order = new Map<string, number>();
    const titles: string[] = [];
    const rows: PageCell[][] = [];
    for (const { fields } of told) {
      const row: PageCell[] = [];
      const counts = new Map<string, number>();
      const place = (key: string, title: string, cell: PageCell): void => {
        const number = (counts.get(key) ?? 0) + 1;
        counts.set(key, number);
        const name = `${key}#${number}`;
        let index = order.get(name);
        if (index === undefined) {
          if (titles.length >= max.columns) {
            outcomes.add('columns-cut');
            return;
          }
          index = titles.push(title) - 1;
          order.set(name, index);
        }
        row[index] = cell;
      };
      for (const { label, sure, path, first, cell } of fields) {
        const repeated = told.length > 1 && (seen.get(label) ?? 0) * 2 > told.length;
        if (label !== '' && (sure || repeated)) place(`label ${label}`, label, cell);
        else {
          if (first !== '') place(`${path}/1`, '', first);
          place(path, '', cell);
        }
      }
      rows.push(row);
    }
    const full = rows.map((row) => Array.from(titles, (_, index) => row[index] ?? ''));
    const caption = clean(owner.getAttribute('aria-label') ?? '');
    addTable(
      { kind, caption, columns: titles, rows: full, actions: told.map(({ actions }) => actions.slice(0, 20)) },
      owner,
      [],
    );
    return true;
  }

  function shownChildren(element: PageElement): PageElement[] {
    const kids: PageElement[] = [];
    for (let kid = firstOf(element); kid !== null && kids.length <= max.columns; kid = kid.nextElementSibling) {
      if (!SKIPPED.has(kid.localName) && visible(kid)) kids.push(kid);
    }
    return kids;
  }

  /** A table that is only drawn as one: a row of titles, and rows with as many cells; false where it is something else. */
  function readGrid(owner: PageElement, kids: readonly PageElement[], rows: readonly PageElement[]): boolean {
    const head = kids[kids.indexOf(rows[0] as PageElement) - 1];
    if (head === undefined || rowCount + rows.length > max.rows) return false;
    const columns = shownChildren(head).map((kid) => (kid.textContent ?? '').slice(0, 100).replace(/\s+/g, ' ').trim());
    const titles = columns.filter((title) => title !== '');
    if (
      titles.length < 2 ||
      titles.length * 2 <= columns.length ||
      columns.some((title) => title.length > 40 || /\d/.test(title))
    )
      return false;
    const cells: PageElement[][] = [];
    for (const row of rows) {
      if (!visit()) return false;
      const own = shownChildren(row);
      if (own.length !== columns.length) return false;
      cells.push(own);
    }
    const actions: string[][] = [];
    const read = cells.map((row) => {
      const rowActions: string[] = [];
      const texts = row.map((cell, index) => {
        const content = emptyContent();
        if (isButton(cell)) readButton(cell, content);
        else {
          note(cell, content);
          readContent(cell, content, 0);
        }
        rowActions.push(...content.actions);
        return toCell(content, isIdTitle(columns[index] ?? ''));
      });
      actions.push(rowActions.slice(0, 20));
      return texts;
    });
    const caption = clean(owner.getAttribute('aria-label') ?? '');
    addTable({ kind: 'grid', caption, columns: columns.map((title) => clean(title)), rows: read, actions }, owner, []);
    return true;
  }

  function signature(element: PageElement): string {
    return `${element.localName}.${(element.getAttribute('class') ?? '').trim().split(/\s/)[0] ?? ''}`;
  }

  function scan(parent: PageElement, depth: number): void {
    if (depth > MAX_DEPTH) {
      outcomes.add('depth-cut');
      return;
    }
    let node: PageNode | null = (hasShadow(parent) ? parent.shadowRoot?.firstChild : null) ?? parent.firstChild;
    for (; node !== null; node = node.nextSibling) {
      if (node.nodeType === 3) {
        if (running.length <= NOTE_CHARACTERS * 2) running += (node.nodeValue ?? '').slice(0, NOTE_CHARACTERS * 2);
        continue;
      }
      if (node.nodeType !== 1) continue;
      const child = node as PageElement;
      if (!visit() || outcomes.has('rows-cut')) return;
      const tag = child.localName;
      if (tag === 'select' && visible(child)) noticeChoice(child);
      if (SKIPPED.has(tag) || tag === 'svg' || !visible(child)) continue;
      if (child.getAttribute('aria-busy') === 'true') outcomes.add('loading');
      if (tables.length >= max.tables) {
        outcomes.add('tables-cut');
        return;
      }
      const apart = BLOCKS.has(tag);
      if (apart || isTableLike(child)) endRun();
      if (/^h[1-6]$/.test(tag) || (child.hasAttributes() && roleOf(child) === 'heading')) {
        heading = labelOf(child);
      } else if (tag === 'input') {
        noticeField(child);
      } else if (isButton(child) || tag === 'a' || (child.hasAttributes() && /^(?:tab|radio)$/.test(roleOf(child)))) {
        noticeControl(child, parent);
      } else if (isTableLike(child)) {
        scanTable(child, depth);
      } else if (!readGroup(child)) {
        scan(child, depth + 1);
      }
      if (apart) endRun();
    }
  }

  function scanTable(table: PageElement, depth: number): void {
    if (depth > MAX_DEPTH || tables.length >= max.tables) {
      outcomes.add(depth > MAX_DEPTH ? 'depth-cut' : 'tables-cut');
      return;
    }
    const nested = readTable(table);
    occurring = ANYTHING;
    if (nested === null) scan(table, depth + 1);
    else for (const inner of nested) scanTable(inner, depth + 1);
  }

  /** Lists, description lists, and children that look alike. */
  function readGroup(element: PageElement): boolean {
    const kids: PageElement[] = [];
    for (let kid = firstOf(element); kid !== null; kid = kid.nextElementSibling) {
      if (kids.length > max.rows || !visit()) break;
      if (!SKIPPED.has(kid.localName) && visible(kid)) kids.push(kid);
    }
    if (kids.length === 0) return false;
    if (element.localName === 'dl') return readItems(element, [element], 'description');
    if (isList(element)) {
      const items = kids.filter((kid) => kid.localName === 'li' || ['listitem', 'article'].includes(roleOf(kid)));
      return items.length > 0 && readItems(element, items, 'list');
    }
    if (kids.length < 2) return false;
    const counts = new Map<string, PageElement[]>();
    for (const kid of kids) {
      const name = signature(kid);
      const alike = counts.get(name);
      if (alike === undefined) counts.set(name, [kid]);
      else alike.push(kid);
    }
    const [most] = [...counts.values()].sort((a, b) => b.length - a.length);
    if (most === undefined || most.length < 2 || most.length * 2 < kids.length) return false;
    if (most.some((kid) => kid.firstElementChild === null || kid.localName === 'a' || isButton(kid))) return false;
    if (!readGrid(element, kids, most) && !readItems(element, most, 'cards')) return false;
    for (const kid of kids)
      if (!most.includes(kid) && (isButton(kid) || kid.localName === 'a')) noticeControl(kid, element);
    return true;
  }

  if (root !== null) scan(root, 0);
  endRun();
  const filled = tables.filter(({ rows }) => rows.length > 0);
  if (tables.length === 0) outcomes.add(asksPassword ? 'sign-in' : 'no-list');
  else if (filled.length === 0) outcomes.add('empty-list');
  else if (filled.length > 1) outcomes.add('several-lists');
  return {
    tables,
    notes,
    lang: (root?.getAttribute('lang') ?? '').slice(0, 35),
    truncated: [...outcomes].some((outcome) => outcome.endsWith('-cut') && outcome !== 'secrets-cut'),
    outcomes: [...outcomes],
    limits: max,
    visited,
  };
}
