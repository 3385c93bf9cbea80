import { createContext } from './context.ts';
import { keyrail } from './keyrail.ts';

// Nothing is left to do once a command is over: its output is written and the vault is closed.
void keyrail(createContext(), process.argv.slice(2)).then((status) => process.exit(status));
