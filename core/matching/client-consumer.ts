/** Frameworks put variables with these starts into what they send to browsers and devices, as each documents. */
const CLIENT_VARIABLES = /^(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY|PUBLIC|VUE_APP|STORYBOOK)_/;
const CLIENT_WORDS =
  /\b(?:client|client-side|browser|front-?end|mobile|ios|iphone|ipad|android|desktop app|single[- ]page|spa|react native|flutter|unity|web app|website|app store)\b/i;
/** "API client" and "client credentials" are on a server. */
const SERVER_WORDS =
  /\b(?:server|back-?end|service|worker|cron|pipeline|ci|api client|http client|client credentials)\b/i;

/** Why a key goes into a client that everybody can take apart, in words; null where nothing says so. */
export function whyInClient(name: string, consumer: string | null): string | null {
  if (CLIENT_VARIABLES.test(name)) return `${name} is built into the client`;
  if (consumer === null || !CLIENT_WORDS.test(consumer) || SERVER_WORDS.test(consumer)) return null;
  return `"${consumer}" uses it`;
}
