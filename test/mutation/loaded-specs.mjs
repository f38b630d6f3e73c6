import { createRequire } from 'node:module';
import Module from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { bind } from 'jest-each';
import { quickExpect } from './quick-expect.mjs';

/**
 * The unit specs of what is mutated, loaded once into this process: Stryker's mutants are all in one instrumented text
 * and are switched on and off, so nothing has to be loaded anew for most of them, and some thousand mutants are tried in minutes
 * where Jest, which gives each file a world of its own, would take days. These specs use only `describe`,
 * `it` and `expect` of Jest.
 */
const FOLDERS = ['decision', 'transactions/ledger', 'transactions/replay', 'transactions/gifts', 'transactions/till'];
/** Only Jest has these, so specs that use one are left out. */
const MORE_OF_JEST = /\b(?:jest\.|beforeEach|afterEach|beforeAll|afterAll)/;
const SETUP = ['test/support/property-seed.ts', 'test/support/unit-settings.ts'];

/** Stryker's counter of reached mutants, which takes a third of the time where no test has to be counted. */
const COUNTS_ALL = 'var c = cov.static;';
const COUNTS_TESTS = `if (!ns.${INSTRUMENTER_CONSTANTS.CURRENT_TEST_ID}) return; ${COUNTS_ALL}`;

const mutation = (globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});

/**
 * A mutant may be reached while a file loads (a table of a source, a programme that a spec compiles for all its tests). Only that
 * file and the files that import it, directly or not, then have to be loaded anew with the mutant, and each spec among them only when one
 * of its tests is wanted.
 */
export class LoadedSpecs {
  #root;
  #require;
  /** The compiled text of each source: it is compiled once, however often it is loaded. */
  #compiled = new Map();
  /** By the spec's path and the test's id, what runs the test. */
  #bodies = new Map();
  /** The specs that have to be loaded anew before one of their tests runs. */
  #stale = new Set();
  /** Each Map that was made while a file was loaded, with its content of then. */
  #maps = new WeakMap();
  /** Maps that were written since they were last as they were then. */
  #written = new Set();
  #importersOf = new Map();
  /** By the mutant's id, the files whose loading reaches it, with how often. */
  #reachedBy = new Map();
  /** @type {{ id: string, name: string, fileName: string }[]} */
  tests;

  constructor(root) {
    this.#root = root;
    this.#require = createRequire(path.join(root, 'package.json'));
    this.#readTypeScript();
    replaceMetrics(this.#require('prom-client').register);
    for (const file of SETUP) this.#load(path.join(root, file));
    tryLess(this.#require('fast-check'));
    const counted = mutation.mutantCoverage;
    this.tests = FOLDERS.flatMap((folder) => specsOf(root, `src/${folder}`)).flatMap((spec) => this.#loadSpec(spec));
    for (const [file, mutants] of Object.entries(counted.perTest)) {
      for (const [id, hits] of Object.entries(mutants)) listed(this.#reachedBy, id).push({ file, hits });
      delete counted.perTest[file];
    }
    for (const { filename, children } of this.#ours())
      for (const child of children) listed(this.#importersOf, child.filename).push(filename);
  }

  /** Adds to the coverage of each test the mutants that the loading of its files reaches, as often as it reaches them. */
  addLoadingTo(perTest) {
    for (const [mutant, reached] of this.#reachedBy) {
      const files = this.#importing(reached.map(({ file }) => file));
      const hits = reached.reduce((sum, each) => sum + each.hits, 0);
      for (const { id, fileName } of this.tests) {
        if (!files.has(fileName)) continue;
        perTest[id] ??= {};
        perTest[id][mutant] = (perTest[id][mutant] ?? 0) + hits;
      }
    }
  }

  isReachedWhileLoading(mutant) {
    return this.#reachedBy.has(mutant);
  }

  /** The next test of a spec that the loading of `mutant` can change loads this spec anew. */
  dropReachedBy(mutant) {
    const reached = this.#reachedBy.get(mutant) ?? [];
    for (const file of this.#importing(reached.map((each) => each.file))) {
      delete this.#require.cache[file];
      if (this.#bodies.has(file)) this.#stale.add(file);
    }
  }

  /** Returns the body of a test, from a spec that is loaded anew where that is due. */
  bodyOf(test) {
    if (this.#stale.has(test.fileName)) this.#loadSpec(test.fileName);
    return this.#bodies.get(test.fileName).get(test.id);
  }

  /**
   * The caches of a module outlive a mutant: a right answer in a cache hides the mutant that makes it wrong, and a wrong
   * one would kill the next mutant, which did nothing. Each Map made while the modules were loaded is therefore put back
   * to its content of then.
   */
  forget() {
    for (const map of this.#written) {
      const entries = this.#maps.get(map);
      if (entries === undefined) continue;
      map.clear();
      for (const [key, value] of entries) map.set(key, value);
    }
    this.#written.clear();
  }

  /** These files and all that import them, directly or not. */
  #importing(files) {
    const all = new Set(files);
    for (const file of all) for (const importer of this.#importersOf.get(file) ?? []) all.add(importer);
    return all;
  }

  /** Sources and specs in Node's memory. Packages and the generated client stay, since nothing of them is mutated. */
  #ours() {
    return Object.values(this.#require.cache).filter(({ filename }) => {
      const [top, next] = path.relative(this.#root, filename).split(path.sep);
      return ['src', 'test'].includes(top) && next !== 'generated';
    });
  }

  #loadSpec(spec) {
    const tests = [];
    const bodies = new Map();
    const names = [];
    const describe = (name, body) => {
      names.push(name);
      body();
      names.pop();
    };
    const it = (name, body) => {
      const full = [path.relative(this.#root, spec), ...names, name].join(' ');
      const alike = tests.filter((test) => test.name === full).length;
      const id = alike === 0 ? full : `${full} (${alike + 1})`;
      tests.push({ id, name: full, fileName: spec });
      bodies.set(id, body);
    };
    it.each = bind(it);
    describe.each = bind(describe);
    Object.assign(globalThis, { describe, it, expect: quickExpect });
    this.#load(spec);
    this.#bodies.set(spec, bodies);
    this.#stale.delete(spec);
    return tests;
  }

  #load(file) {
    // A module that is required by another one stands among the other's children for ever, so each gets a parent of its own.
    createRequire(path.join(this.#root, 'package.json'))(file);
  }

  /** Jest's own transformation of the sources, without Jest. */
  #readTypeScript() {
    const { transformSync } = this.#require('@swc/core');
    const { $schema: _, ...options } = JSON.parse(fs.readFileSync(path.join(this.#root, '.swcrc'), 'utf8'));
    // An ES module names a TypeScript file by its compiled name, which ends in .js.
    const resolve = Module._resolveFilename;
    Module._resolveFilename = (request, parent, ...rest) => {
      const isOurs = request.startsWith('.') && parent?.filename?.endsWith('.ts');
      return resolve(isOurs ? request.replace(/\.js$/, '') : request, parent, ...rest);
    };
    Module._extensions['.ts'] = (module, filename) => {
      if (!this.#compiled.has(filename)) {
        const text = fs.readFileSync(filename, 'utf8');
        const { code } = transformSync(text, { ...options, filename, swcrc: false, sourceMaps: false });
        this.#compiled.set(filename, code.replace(COUNTS_ALL, COUNTS_TESTS));
      }
      this.#run(module, filename, this.#compiled.get(filename));
    };
  }

  #run(module, filename, code) {
    const made = [];
    const outer = { test: mutation.currentTestId, map: globalThis.Map };
    mutation.currentTestId = filename;
    globalThis.Map = remembering(made, this.#written);
    try {
      module._compile(code, filename);
    } finally {
      mutation.currentTestId = outer.test;
      globalThis.Map = outer.map;
    }
    for (const map of made) this.#maps.set(map, [...map]);
  }
}

const OwnMap = globalThis.Map;

/** @returns the class of Maps that add themselves to `made`, and to `written` at each change */
function remembering(made, written) {
  return class Map extends OwnMap {
    constructor(entries) {
      super(entries);
      made.push(this);
    }

    set(key, value) {
      written.add(this);
      return super.set(key, value);
    }

    delete(key) {
      written.add(this);
      return super.delete(key);
    }

    clear() {
      written.add(this);
      super.clear();
    }
  };
}

function listed(lists, key) {
  if (!lists.has(key)) lists.set(key, []);
  return lists.get(key);
}

function specsOf(root, folder) {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => path.join(root, folder, name))
    .filter((file) => !MORE_OF_JEST.test(fs.readFileSync(file, 'utf8')))
    .sort();
}

/** A failed property has killed its mutant: few cases are enough, and no smaller example is needed. */
function tryLess(fastCheck) {
  fastCheck.configureGlobal({ ...fastCheck.readConfigureGlobal(), endOnFailure: true, numRuns: 10 });
}

/** The metrics registry refuses a second metric with the same name, which a file that is loaded anew makes. */
function replaceMetrics(register) {
  const registerMetric = register.registerMetric.bind(register);
  register.registerMetric = (metric) => {
    register.removeSingleMetric(metric.name);
    registerMetric(metric);
  };
}
