/** Allows one script or style element by its page's content security policy; 18 random bytes as base64url. */
export function nonce(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString('base64url');
}
