/** Lets only so much be held at a time, in the order in which it is asked for; what is larger than that is held alone. */
export class Room {
  private held = 0;
  private readonly waiting: { readonly size: number; readonly enter: () => void }[] = [];

  constructor(private readonly most: number) {}

  async within<Result>(size: number, action: () => Promise<Result>): Promise<Result> {
    await new Promise<void>((enter) => {
      this.waiting.push({ size, enter });
      this.admit();
    });
    try {
      return await action();
    } finally {
      this.held -= size;
      this.admit();
    }
  }

  private admit(): void {
    for (let [next] = this.waiting; next !== undefined; [next] = this.waiting) {
      if (this.held > 0 && this.held + next.size > this.most) return;
      this.waiting.shift();
      this.held += next.size;
      next.enter();
    }
  }
}
