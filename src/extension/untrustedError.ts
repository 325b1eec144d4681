/** Something that a person has to trust the workspace for. */
export class UntrustedError extends Error {
  override readonly name = 'UntrustedError';
  readonly kind = 'untrusted';

  /** Whether an error is one, also one of another bundle, which has a class of its own. */
  static is(error: unknown): boolean {
    return error instanceof Error && 'kind' in error && error.kind === 'untrusted';
  }
}
