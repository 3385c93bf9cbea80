// Plain numbers, apart from the schemas: the command line reads them where loading zod would cost too much.

/** The longest value that a key can hold, in bytes of UTF-8 or of the file. */
export const MAX_VALUE_BYTES = 1_048_576;
export const MAX_NAME_LENGTH = 200;
