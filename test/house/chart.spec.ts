import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

const HOUSE = path.resolve(__dirname, '../..');
const CHART = path.join(HOUSE, 'deploy/helm/loyalty-platform');

function check(...args: string[]) {
  return spawnSync(process.execPath, [path.join(HOUSE, 'scripts/check-chart.mjs'), ...args], { encoding: 'utf8' });
}

interface ChartObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: object;
}

/** The objects that the chart makes with these values. */
function objectsOf(values: object): ChartObject[] {
  const script = `import { renderChart } from ${JSON.stringify(path.join(HOUSE, 'scripts/chart.mjs'))};
    console.log(JSON.stringify(renderChart(${JSON.stringify(values)})));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  const files = JSON.parse(stdout) as Record<string, string>;
  return Object.values(files).flatMap((text) =>
    parseAllDocuments(text).flatMap((document) => (document.toJS() as ChartObject | null) ?? []),
  );
}

describe('the chart', () => {
  it('is right by the schemas of Kubernetes and the operators, whatever its values, and the plain manifests are its own', () => {
    const { status, stderr, stdout } = check();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^\d+ objects are right/);
  });

  it('is refused with a name that no field has, a value of another kind, or a container that may write everywhere', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'chart-'));
    try {
      cpSync(CHART, folder, { recursive: true });
      const file = path.join(folder, 'templates/servers.yaml');
      const text = readFileSync(file, 'utf8');
      writeFileSync(
        file,
        text.replace('podManagementPolicy:', 'podManagment:').replace('periodSeconds: 120', 'periodSeconds: soon'),
      );
      const helpers = path.join(folder, 'templates/_helpers.tpl');
      writeFileSync(
        helpers,
        readFileSync(helpers, 'utf8').replace('readOnlyRootFilesystem: true', 'privileged: false'),
      );
      const policies = path.join(folder, 'templates/network-policies.yaml');
      writeFileSync(
        policies,
        readFileSync(policies, 'utf8')
          .replace('      from:\n        - podSelector: {}\n', '')
          .replace(/{{- if \.Values\.networkPolicy\.from }}[^]*?{{- end }}\n/, '')
          .replace(/{{- if \.Values\.serviceMonitor\.enabled }}[^]*?{{- end }}\n/, '')
          .replace('    - to:\n        - podSelector: {}\n', '    - {}\n')
          .replace('[server, worker, migration]', '[server, migration]'),
      );
      const { status, stderr } = check(folder);
      expect(status).toBe(1);
      expect(stderr).toContain('NetworkPolicy loyalty-servers: it lets everybody in');
      expect(stderr).toContain('NetworkPolicy loyalty-calls: it lets out to everybody');
      expect(stderr).toContain('no NetworkPolicy says whom a worker may call');
      expect(stderr).toContain('podManagment');
      expect(stderr).toMatch(/HorizontalPodAutoscaler loyalty-servers: .*periodSeconds/);
      expect(stderr).toContain('its container worker may do more than it needs');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('backs the database up each day where it has a bucket, and says nothing of backups without one', () => {
    const backup = { destinationPath: 's3://backups/loyalty' };
    const [bare = [], withBucket = []] = [{}, { database: { cloudnativepg: { backup } } }].map(objectsOf);
    const ofKind = (objects: readonly ChartObject[], kind: string) => objects.filter((one) => one.kind === kind);
    expect(ofKind(bare, 'ScheduledBackup')).toEqual([]);
    const [cluster] = ofKind(withBucket, 'Cluster');
    expect(cluster?.spec).toMatchObject({ backup: { barmanObjectStore: backup } });
    expect(ofKind(withBucket, 'ScheduledBackup')).toMatchObject([
      {
        spec: {
          schedule: expect.stringMatching(/^0( \d+){2} \* \* \*$/) as string,
          immediate: true,
          cluster: { name: cluster?.metadata.name },
        },
      },
    ]);
  });

  it('has the version of the platform, and sets only what is a setting', () => {
    const { version } = JSON.parse(readFileSync(path.join(HOUSE, 'package.json'), 'utf8')) as { version: string };
    const chart = parse(readFileSync(path.join(CHART, 'Chart.yaml'), 'utf8')) as {
      version: string;
      appVersion: string;
    };
    expect([chart.version, chart.appVersion]).toEqual([version, version]);
    const known = [...readFileSync(path.join(HOUSE, '.env.example'), 'utf8').matchAll(/^#([A-Z_]+)=/gm)].map(
      ([, name]) => name,
    );
    const [settings, servers, workers] = ['settings', 'servers', 'workers'].map((name) =>
      readFileSync(path.join(CHART, `templates/${name}.yaml`), 'utf8'),
    );
    const set = [...`${settings}${servers}${workers}`.matchAll(/(?:^ {2}|- name: )([A-Z][A-Z_]+)\b/gm)].map(
      ([, name]) => name,
    );
    expect(set).toEqual(expect.arrayContaining(['DATA_DIR', 'SEAL_DIR', 'WORKERS', 'KAFKA_BROKERS']));
    expect(set.filter((name) => !known.includes(name))).toEqual([]);
  });
});
