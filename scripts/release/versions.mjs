import fs from 'node:fs';
import path from 'node:path';
import { readIfThere, writeWhole } from '../start/files.mjs';

const CLIENT = '@loyalty-platform/client';

/** Files with the version, besides the manifests that scripts/chart.mjs writes. */
export const FILES_OF_VERSION = [
  'package.json',
  'package-lock.json',
  'packages/*/package.json',
  'deploy/helm/loyalty-platform/Chart.yaml',
  'deploy/kubernetes',
  'docs/deployment.md',
];

export const versionOf = (root) => readJson(path.join(root, 'package.json')).version;

/** Writes the version into its files; a package without a version stays without one. */
export function setVersion(root, version) {
  const before = versionOf(root);
  changeJson(path.join(root, 'package.json'), (one) => ({ ...one, version }));
  for (const folder of fs.readdirSync(path.join(root, 'packages')))
    changeJson(path.join(root, 'packages', folder, 'package.json'), (one) => changedPackage(one, version));
  changeJson(path.join(root, 'package-lock.json'), (lock) => ({
    ...lock,
    version,
    packages: Object.fromEntries(
      Object.entries(lock.packages).map(([place, one]) => [
        place,
        place === '' || place.startsWith('packages/') ? changedPackage(one, version) : one,
      ]),
    ),
  }));
  changeText(path.join(root, 'deploy/helm/loyalty-platform/Chart.yaml'), (text) =>
    text.replace(/^(version|appVersion): .*$/gm, `$1: ${version}`),
  );
  changeText(path.join(root, 'docs/deployment.md'), (text) =>
    text.replaceAll(`loyalty-platform:${before}`, `loyalty-platform:${version}`),
  );
}

function changedPackage(one, version) {
  const changed = one.version === undefined ? { ...one } : { ...one, version };
  for (const kind of ['dependencies', 'devDependencies'])
    if (one[kind]?.[CLIENT] !== undefined) changed[kind] = { ...one[kind], [CLIENT]: version };
  return changed;
}

const readJson = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

function changeJson(file, change) {
  if (fs.existsSync(file)) writeWhole(file, `${JSON.stringify(change(readJson(file)), undefined, 2)}\n`);
}

function changeText(file, change) {
  const text = readIfThere(file);
  if (text !== undefined) writeWhole(file, change(text));
}
