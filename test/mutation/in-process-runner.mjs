import path from 'node:path';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { LoadedSpecs } from './loaded-specs.mjs';

/** The object by which the instrumented sources learn which mutant is on, and report which of them were reached. */
const mutation = (globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});

/**
 * Stryker lets a mutant be reached a hundred times as often as all tests together reach it without a mutant, and an endless loop goes round for
 * minutes until then. Here each test by itself may reach it five times as often, or this often.
 */
const FEW_HITS = 1_000_000;
const HIT_LIMIT_FACTOR = 20;

/** The tests that wait for something take less than a second. */
const MOST_MS = 20_000;

/** A Stryker runner that runs tests in its own process (named in stryker.config.json; loaded-specs.mjs says why). */
class InProcessRunner {
  #specs;
  /** How long each test took without a mutant; quick ones run first. */
  #costs = new Map();
  /** By the mutated file, how many of its mutants each test has killed in this process. */
  #kills = new Map();
  /** Only the coverage of the first run is asked for, and counting test by test takes time and memory. */
  #isCounting = false;

  /** The specs load what a mutant needs anew by themselves. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    const specs = this.#loaded();
    this.#isCounting = true;
    const result = await this.#run(specs.tests, true);
    this.#isCounting = false;
    specs.addLoadingTo(mutation.mutantCoverage.perTest);
    return { ...result, mutantCoverage: { static: {}, perTest: mutation.mutantCoverage.perTest } };
  }

  /** @throws where a test fails without the mutant as well: Stryker then tries the mutant in a process of its own. */
  async mutantRun(options) {
    const result = await this.#withMutant(options);
    if (result.status !== MutantRunStatus.Killed) return result;
    const killers = this.#loaded().tests.filter(({ id }) => result.killedBy.includes(id));
    const { tests } = await this.#run(killers, true);
    if (tests.some(({ status }) => status === TestStatus.Failed))
      throw new Error('An earlier mutant left something behind.');
    const kills = this.#killsIn(options.activeMutant.fileName);
    for (const { id } of killers) kills.set(id, (kills.get(id) ?? 0) + 1);
    return result;
  }

  async #withMutant({ activeMutant, testFilter, hitLimit, disableBail }) {
    const specs = this.#loaded();
    const wanted = testFilter === undefined ? undefined : new Set(testFilter);
    const tests = specs.tests.filter(({ id }) => wanted === undefined || wanted.has(id));
    mutation.hitLimit = hitLimit && Math.min(hitLimit, Math.max(hitLimit / HIT_LIMIT_FACTOR, FEW_HITS));
    mutation.activeMutant = activeMutant.id;
    specs.dropReachedBy(activeMutant.id);
    // Many tests expect errors, and to note where each comes from takes longer than most of these tests.
    Error.stackTraceLimit = 0;
    try {
      return toMutantRunResult(await this.#run(this.#likeliestFirst(tests, activeMutant), disableBail), disableBail);
    } finally {
      mutation.activeMutant = undefined;
      mutation.hitCount = undefined;
      specs.dropReachedBy(activeMutant.id);
    }
  }

  #loaded() {
    mutation.mutantCoverage ??= { static: {}, perTest: {} };
    return (this.#specs ??= new LoadedSpecs(process.cwd()));
  }

  #killsIn(file) {
    if (!this.#kills.has(file)) this.#kills.set(file, new Map());
    return this.#kills.get(file);
  }

  /** Tests that killed other mutants of the file, then for what has to be loaded anew those of its folder, then the quick ones. */
  #likeliestFirst(tests, { id: mutant, fileName }) {
    const kills = this.#killsIn(fileName);
    const isLoading = this.#loaded().isReachedWhileLoading(mutant);
    const ranked = tests.map((test) => {
      const cost = Math.max(this.#costs.get(test.id) ?? 0, 1);
      const isNear = isLoading && beside(test.fileName, fileName);
      return { test, killsPerCost: (kills.get(test.id) ?? 0) / cost, isNear, cost };
    });
    return ranked
      .toSorted(
        (one, other) =>
          other.killsPerCost - one.killsPerCost || Number(other.isNear) - Number(one.isNear) || one.cost - other.cost,
      )
      .map(({ test }) => test);
  }

  async #run(tests, isWhole) {
    const results = [];
    for (const test of tests) {
      const result = await this.#outcomeOf(test);
      if (result === undefined) return { status: DryRunStatus.Timeout, reason: `${test.name} does not end` };
      const limit = determineHitLimitReached(mutation.hitCount, mutation.hitLimit);
      if (limit) return limit;
      this.#costs.set(test.id, Math.max(result.timeSpentMs, this.#costs.get(test.id) ?? 0));
      results.push(result);
      if (result.status === TestStatus.Failed && !isWhole) break;
    }
    return { status: DryRunStatus.Complete, tests: results };
  }

  /** Undefined: the test waits for something that does not come. */
  async #outcomeOf(test) {
    const specs = this.#loaded();
    let from = performance.now();
    try {
      specs.forget();
      mutation.hitCount = mutation.activeMutant === undefined ? undefined : 0;
      const body = specs.bodyOf(test);
      from = performance.now();
      mutation.currentTestId = this.#isCounting ? test.id : undefined;
      if (!(await endsInTime(body?.()))) return undefined;
      return { ...told(test, performance.now() - from), status: TestStatus.Success };
    } catch (error) {
      return failed(test, performance.now() - from, error);
    } finally {
      mutation.currentTestId = undefined;
    }
  }
}

async function endsInTime(test) {
  if (!(test instanceof Promise)) return true;
  let timer;
  const late = new Promise((settle) => (timer = setTimeout(settle, MOST_MS, false)));
  try {
    return await Promise.race([test.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether a spec stands in the folder of the mutated file. */
function beside(spec, mutated) {
  return path.basename(path.dirname(spec)) === path.basename(path.dirname(mutated));
}

function failed(test, timeSpentMs, error) {
  return { ...told(test, timeSpentMs), status: TestStatus.Failed, failureMessage: String(error?.stack ?? error) };
}

function told({ id, name, fileName }, timeSpentMs) {
  return { id, name, fileName, timeSpentMs };
}

const inProcess = () => new InProcessRunner();
inProcess.inject = [];

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'in-process', inProcess)];
