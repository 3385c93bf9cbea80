/** Ways in which dashboards hide the middle of a value. */
export const MASKINGS = ['bullets', 'asterisks', 'ellipsis', 'full'] as const;
export type Masking = (typeof MASKINGS)[number];

/** The value with all but its ends hidden; `full` shows none of it. */
export function mask(value: string, masking: Masking, visibleStart: number, visibleEnd: number): string {
  const start = value.slice(0, visibleStart);
  const end = visibleEnd === 0 ? '' : value.slice(-visibleEnd);
  switch (masking) {
    case 'bullets':
      return `${start}••••••••${end}`;
    case 'asterisks':
      return `${start}${'*'.repeat(Math.max(value.length - visibleStart - visibleEnd, 4))}${end}`;
    case 'ellipsis':
      return `${start}…${end}`;
    case 'full':
      return '••••••••••••';
  }
}
