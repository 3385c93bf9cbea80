export const MS_PER_SECOND = 1_000;
export const MS_PER_MINUTE = 60_000;
export const MS_PER_HOUR = 3_600_000;
export const MS_PER_DAY = 86_400_000;
/** 9999-12-31T23:59:59.999Z, the last instant that the contract's `instant` allows. */
export const LAST_INSTANT_MS = 253_402_300_799_999;
