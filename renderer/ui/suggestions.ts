/** At most this many are offered at once. */
const AT_MOST = 50;

/**
 * The suggestions that fit what was typed, in any case: first those that start with it, then those that hold it. Nothing
 * typed, or exactly one of them, offers all.
 */
export function matchSuggestions<S extends { readonly value: string; readonly label: string }>(
  suggestions: readonly S[],
  typed: string,
): readonly S[] {
  const query = typed.trim().toLowerCase();
  if (query === '' || suggestions.some((each) => each.value.toLowerCase() === query)) {
    return suggestions.slice(0, AT_MOST);
  }
  const starts: S[] = [];
  const holds: S[] = [];
  for (const suggestion of suggestions) {
    const texts = [suggestion.label.toLowerCase(), suggestion.value.toLowerCase()];
    if (texts.some((text) => text.startsWith(query))) starts.push(suggestion);
    else if (texts.some((text) => text.includes(query))) holds.push(suggestion);
  }
  return [...starts, ...holds].slice(0, AT_MOST);
}

/**
 * Reads what was typed or pasted into a tag field: parts between commas or line ends, trimmed, without what is there
 * already (in the same spelling) and without doubles.
 */
export function splitTags(text: string, existing: readonly string[]): readonly string[] {
  const seen = new Set(existing);
  const added: string[] = [];
  for (const part of text.split(/[,\n\r\t]/)) {
    const tag = part.trim().normalize('NFC');
    if (tag === '' || seen.has(tag)) continue;
    seen.add(tag);
    added.push(tag);
  }
  return added;
}
