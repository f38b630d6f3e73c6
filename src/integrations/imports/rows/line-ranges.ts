/** A set of a file's lines, stored as ranges of first and last line. */
export class LineRanges {
  private readonly ranges: [first: number, last: number][] = [];
  private isSorted = true;

  /** Reads lists that `list` made. */
  static of(lists: readonly (readonly number[])[]): LineRanges {
    const ranges = new LineRanges();
    for (const list of lists)
      for (let at = 0; at + 1 < list.length; at += 2) ranges.add(list[at] ?? 0, list[at + 1] ?? 0);
    return ranges;
  }

  add(first: number, last: number): void {
    this.ranges.push([first, last]);
    this.isSorted = false;
  }

  has(line: number): boolean {
    this.merge();
    let [low, high] = [0, this.ranges.length - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const [first, last] = this.ranges[middle] ?? [0, 0];
      if (line < first) high = middle - 1;
      else if (line > last) low = middle + 1;
      else return true;
    }
    return false;
  }

  /** First, last, first, last …, ascending; adjacent ranges are joined. */
  list(): number[] {
    this.merge();
    return this.ranges.flat();
  }

  private merge(): void {
    if (this.isSorted) return;
    const sorted = this.ranges.splice(0).sort(([a], [b]) => a - b);
    for (const range of sorted) {
      const before = this.ranges.at(-1);
      if (before !== undefined && range[0] <= before[1] + 1) before[1] = Math.max(before[1], range[1]);
      else this.ranges.push([...range]);
    }
    this.isSorted = true;
  }
}
