import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { Connections } from '../../src/integrations/connections/connections';
import { WarehouseMetrics } from '../../src/integrations/clickhouse/warehouse-metrics';
import { KafkaMetrics } from '../../src/integrations/kafka/kafka-metrics';
import { MaxMetrics } from '../../src/integrations/messaging/max-metrics';
import { ClockKeeper } from '../../src/platform/database/clock-keeper';
import '../../src/platform/database/cut-off-statements';
import { DatabaseMetrics } from '../../src/platform/database/database-metrics';
import '../../src/platform/http/connections';
import { registerBackupMetrics } from '../../src/platform/health/backup-metrics';
import { JobMetrics } from '../../src/platform/queue/job-metrics';
import { SpoolMetrics } from '../../src/platform/spool/spool-metrics';
import { collectProcessMetrics } from '../../src/platform/telemetry/http-metrics';
import { register } from '../../src/platform/telemetry/metrics';
import '../../src/security/messages/message-delivery.job';
import '../../src/security/rate-limits/limit-alarms';
import { PublicationMetrics } from '../../src/transactions/books/seals/publications/publication-metrics';
import { RelayMetrics } from '../../src/transactions/jobs/relay-metrics';
import '../../src/transactions/ledger/write/till-metrics';
import { ROUTES } from '../integration/support/routes-table';

const HOUSE = path.resolve(__dirname, '../..');
const read = (...parts: string[]): string => readFileSync(path.join(HOUSE, ...parts), 'utf8');
const listIn = (folder: string): string[] =>
  readdirSync(path.join(HOUSE, folder)).map((file) => path.join(folder, file));

/** Registered only by a server with `TLS_CERT`, when it begins to serve. */
const OF_TLS = 'loyalty_certificate_end_timestamp_seconds';
/** Labels that no metric declares: Prometheus adds the first, and histograms have the second. */
const UNDECLARED = ['instance', 'le'];

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: { readonly severity?: string };
  readonly annotations?: { readonly summary?: string; readonly runbook_url?: string };
}
interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}
interface Described {
  readonly labelNames: readonly string[];
  readonly upperBounds?: readonly number[];
}

const { groups } = parse(read('docker/prometheus/alerts.yml')) as { groups: { name: string; rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const alerts = rules.filter(({ alert }) => alert !== undefined);
const dashboards = listIn('docker/grafana/dashboards').map((file) => JSON.parse(read(file)) as Dashboard);
const expressions = [
  ...rules.map(({ alert, record, expr }): [string, string] => [alert ?? record ?? '', expr]),
  ...dashboards.flatMap(({ title, panels }) =>
    panels.flatMap((panel) => panel.targets.map(({ expr }): [string, string] => [`${title}: ${panel.title}`, expr])),
  ),
];
const recorded = new Set(rules.flatMap(({ record }) => record ?? []));
let metrics: Map<string, Described>;

beforeAll(() => {
  const nothing = undefined as never;
  new Connections(nothing, nothing, nothing);
  new KafkaMetrics();
  new MaxMetrics();
  new WarehouseMetrics();
  new PublicationMetrics(nothing);
  registerBackupMetrics();
  new ClockKeeper(nothing, nothing);
  new DatabaseMetrics(nothing);
  new JobMetrics(() => Promise.resolve({}));
  new SpoolMetrics(() => 0);
  new RelayMetrics(nothing);
  collectProcessMetrics();
  metrics = new Map(register.getMetricsAsArray().map((metric) => [metric.name, metric as unknown as Described]));
  metrics.set(OF_TLS, { labelNames: [] });
});
afterAll(() => register.clear());

/** The metric of a series: a histogram has three. */
function metricOf(series: string): Described | undefined {
  return metrics.get(series) ?? metrics.get(series.replace(/_(?:bucket|sum|count)$/, ''));
}

/** Series of an expression with their matchers. */
function seriesOf(expression: string): { name: string; matchers: [label: string, value: string][] }[] {
  return [...expression.matchAll(/\b(loyalty_\w+)(?:\{((?:[^}"]|"[^"]*")*)\})?/g)].map(
    ([, name = '', inside = '']) => ({
      name,
      matchers: [...inside.matchAll(/(\w+)[=!~]+"([^"]*)"/g)].map(([, label = '', value = '']) => [label, value]),
    }),
  );
}

/** The values that expressions ask a label for. */
function matchersOf(wanted: string): { name: string; value: string }[] {
  return expressions.flatMap(([, expression]) =>
    seriesOf(expression).flatMap(({ name, matchers }) =>
      matchers.filter(([label]) => label === wanted).map(([, value]) => ({ name, value })),
    ),
  );
}

describe('alerts and dashboards', () => {
  it('are there for each part that can fail', () => {
    const parts = ['till-burn-rates', 'till', 'ledger', 'jobs', 'integrations', 'messages', 'platform', 'postgresql'];
    expect(groups.map(({ name }) => name)).toEqual(parts);
    const titles = ['Till', 'Ledger', 'Jobs', 'Integrations', 'Messages', 'PostgreSQL'];
    expect(dashboards.map(({ title }) => title).sort()).toEqual(titles.sort());
    expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(titles.length);
  });

  it('ask for metrics and labels that the platform exports', () => {
    const wrong = expressions.flatMap(([of, expression]) => {
      const series = seriesOf(expression);
      const unknown = series.flatMap(({ name, matchers }) => {
        const labels = metricOf(name)?.labelNames;
        if (labels === undefined) return [`${of}: ${name}`];
        const foreign = matchers.filter(([label]) => ![...labels, ...UNDECLARED].includes(label));
        return foreign.map(([label]) => `${of}: ${name}{${label}}`);
      });
      const known = new Set([...series.flatMap(({ name }) => metricOf(name)?.labelNames ?? []), ...UNDECLARED]);
      const grouped = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(/, */));
      return [...unknown, ...grouped.filter((label) => !known.has(label)).map((label) => `${of}: by (${label})`)];
    });
    expect(wrong).toEqual([]);
    expect(expressions.filter(([, expression]) => !/loyalty[_:]|\bup\b/.test(expression))).toEqual([]);
  });

  it('name recorded series and bounds of histograms that exist', () => {
    const made = expressions.flatMap(([, expression]) => expression.match(/\bloyalty:\w+:\w+/g) ?? []);
    expect(made.filter((name) => !recorded.has(name))).toEqual([]);
    const bounds = matchersOf('le').filter(
      ({ name, value }) => metricOf(name)?.upperBounds?.includes(Number(value)) !== true,
    );
    expect(bounds).toEqual([]);
  });

  it('mean the routes of tills, and those that till systems call', () => {
    const paths = [...new Set(Object.keys(ROUTES).map((route) => `/api${route.split(' ')[1] ?? ''}`))];
    const patterns = [...new Set(matchersOf('route').map(({ value }) => value))];
    const ofSystems = paths.filter((route) =>
      /^\/api\/(?:hooks\/(?:iiko|rkeeper)|events\/pos-transactions?$)/.test(route),
    );
    const ofCashiers = [
      '/api/guests/:id/quote',
      '/api/guests/:id/transaction',
      '/api/guests/:id/confirmations',
      '/api/holds/:id/void',
      '/api/receipts',
      '/api/receipts/quote',
      '/api/receipts/:id/claim',
      '/api/transactions/batch',
      '/api/transactions/:id/refund',
      '/api/transactions/:id/refund/quote',
      '/api/transactions/:id/undo',
    ];
    const meant = patterns.map((pattern) => paths.filter((route) => new RegExp(`^(?:${pattern})$`).test(route)).sort());
    expect(meant).toEqual([[...ofCashiers, ...ofSystems].sort(), ofSystems.sort()]);
  });

  it('see every metric of docs/operations.md, and that page has every metric', () => {
    const table = read('docs/operations.md').split('\n### Metrics')[1]?.split('\n### ')[0] ?? '';
    const rows = table.split('\n').map((line) => line.split(' | ')[0] ?? '');
    const documented = rows.flatMap((cell) => [...cell.matchAll(/`(loyalty_\w+)`/g)].map(([, name = '']) => name));
    const own = [...metrics.keys()].filter((name) => !name.startsWith('loyalty_process_'));
    expect([...documented].sort()).toEqual(own.sort());
  });
});

describe('each alert', () => {
  const runbook = read('docs/runbook.md');

  it.each(alerts.map((rule): [string, Rule] => [`${rule.alert ?? ''} (${rule.labels?.severity ?? ''})`, rule]))(
    '%s has a severity, a sentence, and a page of the runbook',
    (_, { alert = '', labels, annotations }) => {
      expect(['critical', 'warning']).toContain(labels?.severity);
      expect(annotations?.summary).toMatch(/^[A-Z{].{20,}\.$/);
      expect(annotations?.runbook_url).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
      const page = runbook.split(`\n### ${alert}\n`)[1]?.split('\n#')[0] ?? '';
      const parts = [...page.matchAll(/^- \*\*([\w ]+):\*\* .{20,}/gm)].map(([, part]) => part);
      expect(parts).toEqual(['Means', 'Look at', 'Do']);
    },
  );

  it('has a page, and each page its alert', () => {
    const pages = runbook.split('\n## Alerts\n')[1]?.split('\n## ')[0] ?? '';
    const headings = [...pages.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
    expect(headings).toEqual([...new Set(alerts.map(({ alert }) => alert))]);
  });
});

describe('the profile `watch` of Compose', () => {
  const { services } = parse(read('docker/compose.yml'), { merge: true }) as {
    services: Record<string, { profiles?: string[]; volumes?: string[]; secrets?: string[] }>;
  };

  it('starts Prometheus with these rules and Grafana with these dashboards, and neither without it', () => {
    const watching = Object.entries(services).filter(([, { profiles = [] }]) => profiles.includes('watch'));
    expect(watching.map(([name]) => name)).toEqual(['prometheus', 'grafana']);
    expect(services['prometheus']?.volumes).toContain('./prometheus:/etc/prometheus:ro');
    const config = parse(read('docker/prometheus/prometheus.yml')) as {
      rule_files: string[];
      scrape_configs: [{ job_name: string; honor_labels: boolean; authorization: { credentials_file: string } }];
    };
    expect(config.rule_files).toEqual(['alerts.yml']);
    const [{ authorization, ...job }] = config.scrape_configs;
    // `PlatformDown` names the job `loyalty`. Metrics of jobs have a label `job` of their own, which Prometheus keeps only with `honor_labels`.
    expect(job).toMatchObject({ job_name: 'loyalty', honor_labels: true });
    expect(authorization.credentials_file).toBe(`/run/secrets/${services['prometheus']?.secrets?.[0] ?? ''}`);
    const provider = parse(read('docker/grafana/provisioning/dashboards/loyalty.yml')) as {
      providers: [{ options: { path: string } }];
    };
    const folder = provider.providers[0].options.path;
    expect(services['grafana']?.volumes).toContain(`./grafana/dashboards:${folder}:ro`);
  });
});
