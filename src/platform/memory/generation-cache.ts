/**
 * A map of bounded size that drops entries not read lately. When the young half is full it becomes the old half, and the previous old half is
 * dropped. Reading an entry moves it to the young half. Without `sizeOf` the size is the number of entries.
 */
export class GenerationCache<Value> {
  private young = new Map<string, Value>();
  private old = new Map<string, Value>();
  private youngSize = 0;

  constructor(
    private readonly halfSize: number,
    private readonly sizeOf: (value: Value) => number = () => 1,
  ) {}

  get(key: string): Value | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const older = this.old.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, value: Value): void {
    if (this.youngSize >= this.halfSize) {
      this.old = this.young;
      this.young = new Map();
      this.youngSize = 0;
    }
    this.forget(key);
    this.young.set(key, value);
    this.youngSize += this.sizeOf(value);
  }

  delete(key: string): void {
    this.forget(key);
    this.old.delete(key);
  }

  clear(): void {
    this.young.clear();
    this.old.clear();
    this.youngSize = 0;
  }

  private forget(key: string): void {
    const value = this.young.get(key);
    if (value !== undefined && this.young.delete(key)) this.youngSize -= this.sizeOf(value);
  }
}
