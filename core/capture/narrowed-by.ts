import { folded } from './languages.ts';
import type { PageNote, PageReading } from './page-table.ts';
import { readStatus, type StatusWord } from './read-status.ts';

const ALL =
  /^(?:all|any|every|alle|tous|toutes|todos|todas|tutti|tutte|wszystkie|すべて|全て|全部|所有|전체|모두|الكل|جميع)/;
const ENVIRONMENTS =
  /^(?:prod|production|produktion|staging|stage|dev|develop|development|entwicklung|test|testing|live|sandbox|preview|qa|uat|local)(?: (?:mode|environment|env|keys|tokens|data|modus|umgebung))?$/;
const MINE =
  /^(?:mine|my (?:[a-z]+ )?(?:keys|tokens)|(?:created|owned) by (?:me|you)|personal|meine .*|mes .*|mis .*)$/;
/** "Clear filters", "Filters (2)": a filter is set. */
const FILTER_IS_SET =
  /^(?:[×✕x] )?(?:clear|reset|remove|delete|cancel)\b.*(?:filter|search)|^(?:filter|suche)\w* .*(?:entfernen|zurucksetzen|aufheben|loschen)|^(?:effacer|reinitialiser|supprimer) .*(?:filtre|recherche)|^(?:borrar|quitar|limpiar|limpar|remover|eliminar) .*(?:filtro|busqueda|busca)|^(?:cancella|rimuovi|azzera) .*(?:filtr|ricerca)|^filter(?:s)? wissen|^(?:wyczysc|usun) .*filtr|(?:フィルタ\S*|検索条件)を?(?:クリア|解除|リセット)|(?:清除|重置|清空)(?:筛选|搜索|过滤)|필터 (?:초기화|지우기)|^filters? ?\(?[1-9]|^[1-9]\d* (?:active )?filters?\b/;
/** "3 results for “prod”", "filtered from 57 total entries". */
const IS_FILTERED =
  /\bfiltered (?:from|by|to|on)\b|\b(?:results?|matches) (?:for|matching)\b|\bmatch(?:es|ing) (?:your )?(?:search|filter|query)|\bsearch results\b|\bgefiltert|\bsuchergebnis|\bfiltre(?:s|e|es)? (?:depuis|sur|a partir|par)\b|\bresultats (?:pour|de (?:la )?recherche)|\bfiltrad[oa]s? (?:de|por)\b|\bresultados (?:para|de (?:la )?busqueda|da busca)|\bfiltrat[oaie] (?:da|per)\b|\brisultati (?:per|della ricerca)|\bgefilterd\b|\bfiltrowan|検索結果|絞り込み(?:中|結果)|より抽出|筛选(?:结果|自)|(?:搜索|搜尋)(?:结果|結果)|过滤\)?$|필터링|검색 ?결과|مرشحة من|منتقاة من|نتائج البحث/;
/** A control that shows what is not shown now: "Show 3 revoked keys", "View all". */
const SHOWS_MORE =
  /^(?:show|view|see|include|display) (?:\d+ )?(?:all|revoked|expired|inactive|archived|deleted|disabled|hidden|other)\b/;

/**
 * Why a page may show less than the list that it counts, in sentences for a person: a search, a filter, a tab, a list that still
 * loads. With one of them nothing that the page counts proves that a list is whole.
 */
export function narrowedBy(reading: PageReading, statuses: readonly StatusWord[] = []): string[] {
  const { outcomes, notes, narrowedBy: filter } = reading;
  return [
    ...(outcomes.includes('searched') ? ['A field to search or filter by is not empty.'] : []),
    ...(outcomes.includes('loading') ? ['A part of the page had not loaded yet.'] : []),
    ...(filter === undefined ? [] : [`It was narrowed: it names “${filter}”.`]),
    ...notes.flatMap((note) => narrowingIn(note, statuses)),
  ];
}

function narrowingIn({ text, control, current }: PageNote, statuses: readonly StatusWord[]): string[] {
  const plain = folded(text);
  if (control === true && FILTER_IS_SET.test(plain)) return [`A filter is set (“${text}”).`];
  if (control === true && SHOWS_MORE.test(plain)) return [`The page can show more (“${text}”).`];
  if (control !== true && IS_FILTERED.test(plain)) return [`The list is filtered (“${text}”).`];
  if (current !== true) return [];
  // "Active (3)"
  const word = plain.replace(/[\s(]*\d+\)?$/, '');
  if (word === '' || ALL.test(word)) return [];
  const isPart =
    ENVIRONMENTS.test(word) ||
    MINE.test(word) ||
    readStatus(word.replace(/ (?:keys|tokens)$/, ''), statuses).status !== 'unknown';
  return isPart ? [`The page shows “${text}”, which may be a part of the list.`] : [];
}
