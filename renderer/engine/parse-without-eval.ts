import { z } from 'zod';

// The page's CSP forbids eval. zod would try `new Function` once to see whether it may compile its parsers, and the
// browser would report that as a violation. This module is imported before any schema is made.
z.config({ jitless: true });
