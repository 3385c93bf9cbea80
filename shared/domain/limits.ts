// Plain numbers, apart from the schemas: the command line reads them where loading zod would cost too much.

/** The longest value that a key can hold, in bytes of UTF-8 or of the file. */
export const MAX_VALUE_BYTES = 1_048_576;
export const MAX_NAME_LENGTH = 200;

/** How an id is written; see ids.ts. Here, so that what starts with few modules can check one without a schema. */
export const ID_FORM = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The end of the year 9999, in milliseconds since 1970. */
export const LAST_INSTANT = 253_402_300_799_999;
