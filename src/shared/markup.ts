/** A text for HTML or XML, inside of elements and of quoted attributes. Control characters, which XML forbids, become spaces. */
export function escaped(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
