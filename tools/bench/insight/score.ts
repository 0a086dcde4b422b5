/** What was raised and what should have been: rightly, in vain, and not at all. */
export class Score {
  right = 0;
  inVain = 0;
  missed = 0;

  get precision(): number {
    return this.right + this.inVain === 0 ? 1 : this.right / (this.right + this.inVain);
  }

  get recall(): number {
    return this.right + this.missed === 0 ? 1 : this.right / (this.right + this.missed);
  }

  row(): Record<string, string | number> {
    const { right, inVain, missed } = this;
    const part = (share: number) => share.toFixed(3);
    return { precision: part(this.precision), recall: part(this.recall), right, "in vain": inVain, missed };
  }
}
