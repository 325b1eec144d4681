/** A text for HTML or XML, inside of elements and of quoted attributes. Control characters, which XML forbids, become spaces. */
export function escaped(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Rules of a page's content security policy that `default-src` does not stand for: no base address, no form that sends. */
export const CLOSED_PAGE = "base-uri 'none'; form-action 'none'";
