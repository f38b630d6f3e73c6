import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** First pages that are opened on phones, and the API reference. */
export const PAGES = {
  cabinet: '/cabinet/demo',
  till: '/cashier',
  console: '/admin',
  owner: '/owner',
  reference: '/api/docs',
};

const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
const TIMES = {
  'first paint, ms': 'first-contentful-paint',
  'largest, ms': 'largest-contentful-paint',
  'blocked, ms': 'total-blocking-time',
  'speed index, ms': 'speed-index',
};

/** Finds Lighthouse in the folder into which `npm install --prefix FOLDER lighthouse` put it; it is no dependency of this project. */
export async function findLighthouse(folder) {
  const file = path.resolve(folder, 'node_modules/lighthouse/core/index.js');
  if (!fs.existsSync(file))
    throw new Error(`there is no Lighthouse in ${folder}; npm install --prefix ${folder} lighthouse puts it there`);
  return (await import(pathToFileURL(file).href)).default;
}

/** A port of this machine on which nothing listens. */
export function findPort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The median run by performance, of so many with Lighthouse's settings for phones, by the browser that listens at the port. */
export async function judge(lighthouse, address, port, rounds) {
  const runs = [];
  for (let round = 0; round < rounds; round += 1) {
    const { lhr } = await lighthouse(address, { port, onlyCategories: CATEGORIES, logLevel: 'error' });
    runs.push(lhr);
  }
  runs.sort((one, other) => one.categories.performance.score - other.categories.performance.score);
  const { categories, audits } = runs[Math.floor((rounds - 1) / 2)];
  return {
    ...Object.fromEntries(CATEGORIES.map((name) => [name, Math.round(categories[name].score * 100)])),
    ...Object.fromEntries(Object.entries(TIMES).map(([name, id]) => [name, Math.round(audits[id].numericValue)])),
    // Lighthouse's measure of the processor: a loaded machine has a lower one.
    benchmark: Math.round(runs.at(0).environment.benchmarkIndex),
  };
}
