/** What drives a terminal, breaks a line or turns the order of writing round: control characters, and those that no glyph shows. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * A text from outside (a name, a message, a reason) in one line that does nothing but be read: `\u001b` for an escape. In
 * JSON the same text stays the same value.
 */
export function shown(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same of several lines. */
export function shownLines(text: string): string {
  return text.split('\n').map(shown).join('\n');
}
