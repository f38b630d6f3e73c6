import { mergeMetrics } from './merge-metrics.rules';

const textOf = (place: number): string => `# HELP acts Acts
# TYPE acts counter
acts{process="${String(place)}"} ${String(place * 10)}

# HELP waits Seconds
# TYPE waits gauge
waits{process="${String(place)}"} 1
`;

describe('metrics of several servers', () => {
  it('have each metric once, with the samples of all', () => {
    expect(mergeMetrics([textOf(1), textOf(2)])).toBe(`# HELP acts Acts
# TYPE acts counter
acts{process="1"} 10
acts{process="2"} 20

# HELP waits Seconds
# TYPE waits gauge
waits{process="1"} 1
waits{process="2"} 1
`);
  });

  it('are those of one server when only one answered', () => {
    expect(mergeMetrics([textOf(3)])).toBe(textOf(3));
  });
});
