let grouped: Intl.NumberFormat | undefined;

/** A count in the person's locale: "9,999". Below a thousand there is nothing to group. */
export function formatCount(count: number): string {
  // The browser's number formats take tens of milliseconds to come up, which the first board does not have to wait for.
  if (count < 1_000) return String(count);
  grouped ??= new Intl.NumberFormat();
  return grouped.format(count);
}
