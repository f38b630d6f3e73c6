import { Histogram } from './metrics';

type Labels<Label extends string> = Readonly<Record<Label, string>>;

interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * A histogram of the process whose labels are bound once. The library's histogram checks and
 * hashes the labels with each value, which cost a sale more than its digests did; here a series adds two numbers.
 */
export class BoundHistogram<Label extends string = never> extends Histogram<Label> {
  private readonly series: { readonly labels: Labels<Label>; readonly values: SeriesOfValues }[] = [];

  constructor(private readonly described: HistogramOptions<Label>) {
    super({ ...described, buckets: [...described.buckets], labelNames: described.labelNames ?? [] });
  }

  /** The series of these labels. Make it once and keep it; from then on it is part of the registry's text. */
  bind(labels: Labels<Label>): SeriesOfValues {
    const values = new SeriesOfValues(this.described.buckets);
    this.series.push({ labels, values });
    return values;
  }

  /** The registry calls this method to write its text, and `get` where it is missing. */
  getForPromString(): Promise<object> {
    const { name, help } = this.described;
    const values = this.series.flatMap((of) => this.samplesOf(of.labels, of.values));
    return Promise.resolve({ name, help, type: 'histogram', aggregator: 'sum', values });
  }

  private samplesOf(labels: Labels<Label>, { counts, sum }: SeriesOfValues): Sample[] {
    const { name, buckets } = this.described;
    let count = 0;
    const samples = [...counts].map((ofBucket, i): Sample => {
      count += ofBucket;
      const le = i < buckets.length ? String(buckets[i]) : '+Inf';
      return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: count };
    });
    return [
      ...samples,
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ];
  }
}

interface HistogramOptions<Label extends string> {
  readonly name: string;
  readonly help: string;
  /** Upper bounds in ascending order. */
  readonly buckets: readonly number[];
  readonly labelNames?: readonly Label[];
}

/** The values of one series: how many fell into each bucket, the last being those above all bounds, and their sum. */
export class SeriesOfValues {
  readonly counts: Float64Array;
  sum = 0;

  constructor(private readonly bounds: readonly number[]) {
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    let bucket = 0;
    while (bucket < this.bounds.length && value > (this.bounds[bucket] as number)) bucket += 1;
    this.counts[bucket] = (this.counts[bucket] as number) + 1;
    this.sum += value;
  }

  /** Observes the seconds that have passed since `performance.now()` gave this. */
  observeSince(startedAtMs: number): void {
    this.observe((performance.now() - startedAtMs) / 1_000);
  }
}
