import { createRequire } from 'node:module';
import Module from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import { bind } from 'jest-each';
import { expect } from 'expect';

/**
 * The unit specs of what is mutated, loaded once into this process: Stryker's mutants are all in one instrumented text
 * and are switched on and off, so nothing has to be loaded anew for each, and some thousand mutants are tried in minutes
 * where Jest, which gives each file a world of its own, would take days. These specs use only `describe`,
 * `it` and `expect` of Jest.
 */
const FOLDERS = ['decision', 'transactions/ledger', 'transactions/replay', 'transactions/gifts', 'transactions/till'];
/** Only Jest has these, so specs that use one are left out. */
const MORE_OF_JEST = /\b(?:jest\.|beforeEach|afterEach|beforeAll|afterAll)/;
const SETUP = ['test/support/property-seed.ts', 'test/support/unit-settings.ts'];

/** The compiled text of each source: it is compiled once, however often it is loaded. */
const compiled = new Map();
let isReady = false;

/**
 * Called again, it loads the sources and specs anew, for a mutant of code that runs at loading.
 *
 * @returns {{ tests: { id: string, name: string, fileName: string, body: () => unknown }[], forget: () => void }} the
 *   tests of all specs below `root`, and what puts back what their modules remember from one call to the next
 */
export function loadSpecs(root) {
  const require = createRequire(path.join(root, 'package.json'));
  if (!isReady) readTypeScript(require, root);
  isReady = true;
  forgetLoaded(require, root);
  const tests = [];
  let file = '';
  const names = [];
  const describe = (name, body) => {
    names.push(name);
    body();
    names.pop();
  };
  const it = (name, body) => {
    const full = [file, ...names, name].join(' ');
    const alike = tests.filter((test) => test.name === full).length;
    tests.push({
      id: alike === 0 ? full : `${full} (${alike + 1})`,
      name: full,
      fileName: path.join(root, file),
      body,
    });
  };
  it.each = bind(it);
  describe.each = bind(describe);
  Object.assign(globalThis, { describe, it, expect });
  const load = (name) => require(`./${name}`);
  SETUP.forEach(load);
  tryLess(require('fast-check'));
  const forget = withRememberedMaps(() => {
    for (file of FOLDERS.flatMap((folder) => specsOf(root, `src/${folder}`))) load(file);
  });
  return { tests, forget };
}

/**
 * The caches of a module outlive a mutant: a right answer in a cache hides the mutant that makes it wrong, and a wrong
 * one would kill the next mutant, which did nothing. Each Map made while the modules were loaded is therefore put back
 * to its content of then.
 */
function withRememberedMaps(load) {
  const OwnMap = globalThis.Map;
  const made = [];
  globalThis.Map = class Map extends OwnMap {
    constructor(entries) {
      super(entries);
      made.push(this);
    }
  };
  try {
    load();
  } finally {
    globalThis.Map = OwnMap;
  }
  const atFirst = made.map((map) => [map, [...map]]);
  return () => {
    for (const [map, entries] of atFirst) {
      map.clear();
      for (const [key, value] of entries) map.set(key, value);
    }
  };
}

function specsOf(root, folder) {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => `${folder}/${name}`)
    .filter((file) => !MORE_OF_JEST.test(fs.readFileSync(path.join(root, file), 'utf8')))
    .sort();
}

/** A failed property has killed its mutant: few cases are enough, and no smaller example is needed. */
function tryLess(fastCheck) {
  fastCheck.configureGlobal({ ...fastCheck.readConfigureGlobal(), endOnFailure: true, numRuns: 10 });
}

/** Jest's own transformation of the sources, without Jest. */
function readTypeScript(require, root) {
  const { transformSync } = require('@swc/core');
  const { $schema: _, ...options } = JSON.parse(fs.readFileSync(path.join(root, '.swcrc'), 'utf8'));
  // An ES module names a TypeScript file by its compiled name, which ends in .js.
  const resolve = Module._resolveFilename;
  Module._resolveFilename = (request, parent, ...rest) => {
    const isOurs = request.startsWith('.') && parent?.filename?.endsWith('.ts');
    return resolve(isOurs ? request.replace(/\.js$/, '') : request, parent, ...rest);
  };
  Module._extensions['.ts'] = (module, filename) => {
    if (!compiled.has(filename)) {
      const text = fs.readFileSync(filename, 'utf8');
      const { code } = transformSync(text, { ...options, filename, swcrc: false, sourceMaps: false });
      compiled.set(filename, code);
    }
    module._compile(compiled.get(filename), filename);
  };
}

/** Takes sources and specs out of Node's memory. Packages and the generated client stay, since nothing of them is mutated. */
function forgetLoaded(require, root) {
  for (const [file, module] of Object.entries(require.cache)) {
    const [top, next] = path.relative(root, file).split(path.sep);
    if (['src', 'test'].includes(top) && next !== 'generated') delete require.cache[file];
    else module.children = [];
  }
  // The metrics registry refuses a second metric with the same name.
  require('prom-client').register.clear();
}
