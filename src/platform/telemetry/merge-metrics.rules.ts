/**
 * Merges several Prometheus texts into one: each metric stands once with its description, followed by its samples of every text.
 * Each server gives its samples the label `process`, so no two samples are the same.
 */
export function mergeMetrics(texts: readonly string[]): string {
  const blocks = new Map<string, string[]>();
  for (const text of texts) {
    for (const block of text.split(/\n(?=# HELP )/)) {
      const lines = block.split('\n').filter((line) => line !== '');
      const description = lines.filter((line) => line.startsWith('#')).join('\n');
      const samples = lines.filter((line) => !line.startsWith('#'));
      const known = blocks.get(description);
      if (known === undefined) blocks.set(description, samples);
      else known.push(...samples);
    }
  }
  return [...blocks].map(([description, samples]) => `${[description, ...samples].join('\n')}\n`).join('\n');
}
