/** Programs that read dotenv files, each by rules of its own. */
export const DOTENV_READERS = ['dotenv', 'bash', 'compose', 'python-dotenv', 'godotenv', 'docker'] as const;
export type DotenvReader = (typeof DOTENV_READERS)[number];

/** How a file is read: as one of them does, or each value as most of them do. */
export const READER_CHOICES = ['most', ...DOTENV_READERS] as const;
export type ReaderChoice = (typeof READER_CHOICES)[number];

export const READER_TITLES: Readonly<Record<DotenvReader, string>> = {
  dotenv: 'dotenv (Node.js)',
  bash: 'bash',
  compose: 'Docker Compose',
  'python-dotenv': 'python-dotenv',
  godotenv: 'godotenv',
  docker: 'docker --env-file',
};
