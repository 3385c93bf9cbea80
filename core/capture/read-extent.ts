import { folded } from './languages.ts';

/** What a text beside a list says of its extent; null for what it does not say. */
export type Extent = Readonly<{
  /** Which rows are shown, from 1. */
  from: number | null;
  to: number | null;
  /** How many rows there are in all. */
  total: number | null;
  /** Which page is shown, from 1, and how many there are. */
  page: number | null;
  pages: number | null;
  /** As it stands there. */
  text: string;
}>;

const NUMBER = String.raw`(\d{1,3}(?:[.,' ]\d{3})+|\d{1,9})`;
const OF = String.raw`(?:(?:of|out of|von|aus|sur|de|do|di|su|van|z|ze|из|من|מתוך|\/|件中|件のうち|中の|共|총|중)(?: ?(?:insgesamt|in total|a total of|un total de|共|总共|總共|总计|全|총))?)`;
const DASH = String.raw`(?:-|–|—|−|~|〜|to|bis|a|à|al|ate|t\/m|tot|do|から|至|到|إلى|по)`;
const ROWS = `(?:results?|entries|entry|items?|rows?|records?|(?:api |access |secret )?(?:keys?|tokens?|credentials?)|ergebnisse[n]?|eintrage[n]?|schlussel[n]?|elements?|resultats?|entrees|lignes|cles?|resultados?|registros?|elementos?|claves?|chaves?|entradas?|risultati|elementi|righe|chiavi|resultaten|rijen|sleutels|items|wynikow|wpisow|elementow|wierszy|kluczy|件|項目|条|條|項|项|笔|筆|个|個|개|건|نتيجة|نتائج|عنصر|عناصر|مفتاح|مفاتيح)`;
const PAGE = `(?:page|seite|pagina|strona|страница|ページ|第|페이지|صفحة|الصفحة)`;
/** What counts something else than the rows of the list. */
const OTHER_COUNT =
  /\b(?:selected|ausgewahlt|selectionne\w*|seleccionad\w*|selecionad\w*|selezionat\w*|geselecteerd|zaznaczon\w*|per page|pro seite|par page|por pagina|per pagina|na strone|used|remaining|left|limit|quota|max(?:imum)?|plan|allowed|available slots|steps?|stars?|rating)\b|選択|已选|선택/;

const RANGE_OF = new RegExp(
  `${NUMBER} ?${DASH} ?${NUMBER} ?(?:${ROWS}(?:结果)?,? ?)?${OF} ?(?:about |over |uber )?${NUMBER}`,
);
/** 全 5 件中 1～2 件, 共 5 条 1-2, 총 5개 중 1-2: the whole comes first. */
const WHOLE_FIRST = new RegExp(
  `(?:全|共|总共|總共|총|من أصل)? ?${NUMBER} ?(?:${ROWS} ?)?(?:中|중|のうち|,|، )? ?${NUMBER} ?${DASH} ?${NUMBER}`,
);
const ROWS_OF = new RegExp(`${NUMBER} ?(?:${ROWS} )?${OF} ?${NUMBER}(?: total)? ?${ROWS}?`);
const SHOWS =
  /(?:showing|displaying|viewing|shown|zeige|angezeigt|affichage|affiche|mostrando|exibindo|visualizzat|weergegeven|getoond|wyswietlan|pokazano|表示|显示|표시|عرض)/;
const PAGE_OF = new RegExp(
  `${PAGE} ?:? ?${NUMBER} ?(?:${OF}|ページ ?\\/?|[页頁] ?[,/]? ?共|[页頁] ?\\/|페이지 ?\\/) ?${NUMBER}`,
);
/** As Rails' pagers say it where there is one page. */
const SHOWS_ALL =
  '(?:showing|displaying|viewing|zeige|affichage de|mostrando) (?:all|alle|todos|todas|toutes|tous)(?: les| los| las| os| as)?';
const TOTAL = new RegExp(
  `(?:total|in total|insgesamt|gesamt|au total|en total|no total|totale|totaal|razem|lacznie|合計|全部で|总计|总数|總計|합계|الإجمالي|المجموع)(?: (?:${ROWS}|of))? ?:? ?${NUMBER}(?! ?%)|^${NUMBER} ?(?:${ROWS} )?(?:total|in total|insgesamt|au total|en total|totale|totali|totaal|합계)|^${SHOWS_ALL} ${NUMBER} ?${ROWS}|^共 ?${NUMBER} ?${ROWS}|^全 ?${NUMBER} ?件|^총 ?${NUMBER} ?개`,
);
const COUNT = new RegExp(`^${NUMBER} ${ROWS}(?: found)?$`);
/** How many rows a page shows, which pagers write beside what it shows. */
const PER_PAGE =
  /(?:rows|items|results|entries|records|eintrage|zeilen|elements|lignes|elementos|filas|linhas|righe|rijen|wierszy)? ?(?:per page|pro seite|par page|por pagina|per pagina|na strone) ?:? ?\d{1,4}\b|\b\d{1,4} ?(?:\/ ?page|(?:rows|items|results|entries|records)? ?per page|条\/页|條\/頁|件\/ページ)/g;
/** "3 of 3 (filtered from 57)": the largest number is that of the list. */
const FILTERED_FROM =
  /\b(?:filtered (?:from|out of)|gefiltert von|filtree?s? (?:depuis|a partir)|filtrad[oa]s? de|filtrat[oaie] da|gefilterd uit|filtrowan\w* sposrod)\b|より抽出|过滤\)?$|필터링|مرشحة من|منتقاة من/;
/** "3+", "more than 3": at least one more. */
const AND_MORE = /\d\+|(?:more than|over|mehr als|uber|plus de|mas de|mais de|piu di|meer dan|ponad) \d/;
/** "API keys (5)" */
const HEADED = /\((\d{1,6})\)$/;

/**
 * Reads what a text beside a list says of how much of it is shown: "1–2 of 5", "Showing 1 to 2 of 5 entries", "Page 1 of 3",
 * "5 results", "Seite 1 von 3", "全 5 件中 1～2 件". Null where it says nothing of the kind, or counts something else, such as what is
 * selected or what a plan allows.
 * @param isTitle whether it stands over the list: "API keys (5)" counts then
 */
export function readExtent(text: string, isTitle = false): Extent | null {
  const shown = text.replace(/\s+/g, ' ').trim().slice(0, 200);
  if (shown === '' || shown.length > 160) return null;
  const whole = folded(shown)
    .replace(/[\u200e\u200f]/g, '')
    .replace(/\.$/, '');
  const plain = whole.replace(PER_PAGE, ' ').replace(/\s+/g, ' ').trim();
  if (!/\d/.test(plain) || OTHER_COUNT.test(plain)) return null;
  const said = extentIn(plain, shown, isTitle);
  if (said?.total == null) return said;
  const numbers = FILTERED_FROM.test(plain)
    ? [...plain.matchAll(new RegExp(NUMBER, 'g'))].map(([one]) => numberOf(one))
    : [];
  const most = Math.max(said.total, ...numbers) + (AND_MORE.test(plain) ? 1 : 0);
  return { ...said, total: most };
}

function extentIn(plain: string, shown: string, isTitle: boolean): Extent | null {
  const none = { from: null, to: null, total: null, page: null, pages: null, text: shown };

  const page = PAGE_OF.exec(plain);
  if (page !== null) {
    const [current, last] = [numberOf(page[1]), numberOf(page[2])];
    if (current <= last && last > 0) return { ...none, page: current, pages: last };
  }
  const range = RANGE_OF.exec(plain);
  if (range !== null) {
    const [from, to, total] = [numberOf(range[1]), numberOf(range[2]), numberOf(range[3])];
    if (from <= to && to <= total) return { ...none, from, to, total };
  }
  const whole = WHOLE_FIRST.exec(plain);
  if (whole !== null) {
    const [total, from, to] = [numberOf(whole[1]), numberOf(whole[2]), numberOf(whole[3])];
    if (from <= to && to <= total) return { ...none, from, to, total };
  }
  const some = ROWS_OF.exec(plain);
  if (some !== null && (SHOWS.test(plain) || new RegExp(`${ROWS}\\)?$`).test(plain))) {
    const [count, total] = [numberOf(some[1]), numberOf(some[2])];
    if (count <= total) return { ...none, to: count, total };
  }
  const total = TOTAL.exec(plain) ?? COUNT.exec(plain) ?? (isTitle ? HEADED.exec(plain) : null);
  if (total === null) return null;
  return { ...none, total: numberOf(total.slice(1).find((part) => part !== undefined)) };
}

function numberOf(text: string | undefined): number {
  return Number((text ?? '').replace(/[.,' ]/g, ''));
}
