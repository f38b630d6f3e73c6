#!/usr/bin/env node
// Checks the chart of deploy/helm with several sets of values: each object by the schema of Kubernetes or of its operator, and by
// the types made from it, which know every field's name. The plain manifests must be those of the chart.
// npm run check:chart [-- folder of another chart]
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import { PLAIN, plainManifests, renderChart } from './chart.mjs';
import { projectRoot } from './start/files.mjs';

const EVERYTHING = {
  image: { pullSecrets: [{ name: 'registry' }] },
  cell: { name: 'north', address: 'http://loyalty-servers.north:3000', directoryUrlSecret: 'directory' },
  settings: { LOG_LEVEL: 'warn', SMTP_URL: 'smtp://mail.example.com:587', MAIL_FROM: 'no-reply@example.com' },
  redis: { enabled: true },
  kafka: { enabled: true },
  clickhouse: { enabled: true },
  servers: { storageClass: 'fast', autoscaling: { enabled: true, waitingActs: 20 } },
  workers: { accessMode: 'ReadWriteMany', replicas: 2, storageClass: 'shared' },
  ingress: { className: 'nginx', annotations: { 'nginx.ingress.kubernetes.io/proxy-body-size': '8m' } },
  networkPolicy: {
    from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } }],
    to: [{ ipBlock: { cidr: '10.2.0.0/16' } }],
  },
  serviceMonitor: { enabled: true },
  database: {
    cloudnativepg: {
      synchronous: 0,
      storageClass: 'fast',
      backup: { destinationPath: 's3://backups/loyalty', endpointUrl: 'https://s3.example.com' },
    },
  },
};
const LEAST = {
  database: { secretName: 'database', cloudnativepg: { enabled: false } },
  ingress: { enabled: false },
  networkPolicy: { enabled: false },
};
const OPERATORS = {
  'postgresql.cnpg.io': '@kubernetes-models/cloudnative-pg/',
  'kafka.strimzi.io': '@kubernetes-models/strimzi-kafka-operator/',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator/',
};
/** Kinds without a published schema. */
const WITHOUT_SCHEMA = ['ClickHouseInstallation'];

const chart = process.argv[2];
const objects = [{}, EVERYTHING, LEAST].flatMap((values) => objectsOf(renderChart(values, chart)));
const known = objects.filter(({ kind }) => !WITHOUT_SCHEMA.includes(kind));
const problems = [...(await wrongValues(known)), ...wrongNames(known), ...loosePods(known), ...openPolicies(known)];
if (chart === undefined) problems.push(...oldManifests());
for (const problem of new Set(problems)) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else
  console.log(`${known.length} objects are right; ${WITHOUT_SCHEMA.join(', ')}: there is no schema to check them by.`);

function objectsOf(files) {
  return Object.values(files).flatMap((text) =>
    parseAllDocuments(text).flatMap((document) => {
      if (document.errors.length > 0) throw document.errors[0];
      return document.toJS() ?? [];
    }),
  );
}

function modelOf({ apiVersion, kind }) {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return `${OPERATORS[group] ?? 'kubernetes-models/'}${apiVersion}/${kind}`;
}

/** Objects with a value that their schema refuses. */
async function wrongValues(all) {
  const found = [];
  for (const object of all) {
    const { [object.kind]: Model } = await import(modelOf(object));
    try {
      new Model(object).validate();
    } catch (error) {
      found.push(`${object.kind} ${object.metadata.name}: ${error.message}`);
    }
  }
  return found;
}

/** Fields that no type knows. Schemas let these pass, and a cluster ignores or refuses them. */
function wrongNames(all) {
  const file = path.join(projectRoot, 'packages', 'tools', 'objects-of-chart.ts');
  const lines = all.map((object, place) => {
    const name = `I${object.kind}`;
    return `import type { ${name} as T${place} } from '${modelOf(object)}';\nexport const o${place}: T${place} = ${JSON.stringify(object)};`;
  });
  const text = lines.join('\n');
  const options = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    moduleResolution: 100,
    module: 99,
    target: 9,
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (name) => (name === file ? text : readFile(name));
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** Containers with more rights than they need. */
function loosePods(all) {
  const pods = all.flatMap((object) => (object.spec?.template?.spec ? [[object, object.spec.template.spec]] : []));
  return pods.flatMap(([{ kind, metadata }, { securityContext, containers }]) =>
    containers.flatMap((container) => {
      const own = container.securityContext;
      const isTight =
        securityContext.runAsNonRoot &&
        own.readOnlyRootFilesystem &&
        own.allowPrivilegeEscalation === false &&
        own.capabilities.drop.includes('ALL') &&
        container.resources?.limits?.memory !== undefined;
      return isTight ? [] : [`${kind} ${metadata.name}: its container ${container.name} may do more than it needs`];
    }),
  );
}

/** Network policies that allow all incoming or all outgoing connections, and our pods whose outgoing connections no policy limits. */
function openPolicies(all) {
  const policies = all.filter(({ kind }) => kind === 'NetworkPolicy');
  const open = policies.flatMap(({ metadata: { name }, spec: { ingress = [], egress = [] } }) => [
    ...ingress.filter(({ from = [] }) => from.length === 0).map(() => `NetworkPolicy ${name}: it lets everybody in`),
    ...egress.filter(({ to = [] }) => to.length === 0).map(() => `NetworkPolicy ${name}: it lets out to everybody`),
  ]);
  const bound = policies
    .filter(({ spec }) => spec.policyTypes.includes('Egress'))
    .flatMap(({ spec }) => componentsOf(spec));
  const missing = ['server', 'worker', 'migration', 'redis'].filter((component) => !bound.includes(component));
  return [...open, ...missing.map((component) => `no NetworkPolicy says whom a ${component} may call`)];
}

function componentsOf({ podSelector: { matchLabels = {}, matchExpressions = [] } }) {
  const key = 'app.kubernetes.io/component';
  return [matchLabels[key], ...matchExpressions.filter((one) => one.key === key).flatMap(({ values }) => values)];
}

function oldManifests() {
  const texts = Object.entries(plainManifests());
  const old = texts.filter(([file, text]) => {
    const there = path.join(PLAIN, file);
    return !fs.existsSync(there) || fs.readFileSync(there, 'utf8') !== text;
  });
  return old.map(([file]) => `deploy/kubernetes/${file} is not of this chart: node scripts/chart.mjs`);
}
