/** What a new project starts with; production is protected. */
export const DEFAULT_ENVIRONMENTS: readonly { name: string; colour: number; protected: boolean }[] = [
  { name: 'development', colour: 1, protected: false },
  { name: 'staging', colour: 2, protected: false },
  { name: 'production', colour: 3, protected: true },
];
