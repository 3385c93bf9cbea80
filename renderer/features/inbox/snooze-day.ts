import { parseDate } from '#shared/time/dates.ts';

/** When a day begins here, from `2026-12-31`, in milliseconds; or what is wrong with it. It has to be still to come. */
export function readSnoozeDay(text: string, now: number): { readonly at: number } | { readonly error: string } {
  if (text.trim() === '') return { error: 'Choose a day.' };
  const parsed = parseDate(text, now);
  if (!parsed.ok) return { error: parsed.error.message };
  if (parsed.value.precision !== 'day') return { error: 'Choose a day, as in 2026-12-31.' };
  const day = new Date(parsed.value.at);
  const at = new Date(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()).getTime();
  return at > now ? { at } : { error: 'Choose a day that is still to come.' };
}
