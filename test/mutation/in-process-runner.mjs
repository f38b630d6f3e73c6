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
import { loadSpecs } from './loaded-specs.mjs';

/** The object by which the instrumented sources learn which mutant is on, and report which of them were reached. */
const mutation = (globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});

/** A Stryker runner that runs tests in its own process (named in stryker.config.json; loaded-specs.mjs says why). */
class InProcessRunner {
  #specs;
  /** How long each test took without a mutant; quick ones run first. */
  #costs = new Map();

  /** Modules stay loaded, except for a mutant in code that runs while a module loads, and after such a mutant. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    mutation.mutantCoverage = { static: {}, perTest: {} };
    const result = await this.#run(this.#loaded().tests, true);
    return { ...result, mutantCoverage: mutation.mutantCoverage };
  }

  /** @throws where a test fails without the mutant as well: Stryker then tries the mutant in a process of its own. */
  async mutantRun(options) {
    const result = await this.#withMutant(options);
    if (result.status !== MutantRunStatus.Killed || options.mutantActivation === 'static') return result;
    const killers = this.#loaded().tests.filter(({ id }) => result.killedBy.includes(id));
    const { tests } = await this.#run(killers, true);
    if (tests.some(({ status }) => status === TestStatus.Failed))
      throw new Error('An earlier mutant left something behind.');
    return result;
  }

  async #withMutant({ activeMutant, mutantActivation, testFilter, hitLimit, disableBail, reloadEnvironment }) {
    if (reloadEnvironment) this.#specs = undefined;
    if (mutantActivation === 'static') mutation.activeMutant = activeMutant.id;
    mutation.hitLimit = hitLimit;
    mutation.hitCount = hitLimit === undefined ? undefined : 0;
    try {
      const wanted = testFilter === undefined ? undefined : new Set(testFilter);
      const tests = this.#loaded().tests.filter(({ id }) => wanted === undefined || wanted.has(id));
      mutation.activeMutant = activeMutant.id;
      const isNear = (test) => mutantActivation === 'static' && beside(test.fileName, activeMutant.fileName);
      const sorted = this.#quickestFirst(tests);
      const ordered = [...sorted.filter(isNear), ...sorted.filter((test) => !isNear(test))];
      return toMutantRunResult(await this.#run(ordered, disableBail), disableBail);
    } catch (error) {
      // The sources can't be loaded any more, so no test would notice.
      return toMutantRunResult({ status: DryRunStatus.Complete, tests: [failed({ id: 'loading' }, 0, error)] });
    } finally {
      mutation.activeMutant = undefined;
      mutation.hitCount = undefined;
    }
  }

  #loaded() {
    return (this.#specs ??= loadSpecs(process.cwd()));
  }

  #quickestFirst(tests) {
    return tests.toSorted((one, other) => (this.#costs.get(one.id) ?? 0) - (this.#costs.get(other.id) ?? 0));
  }

  async #run(tests, isWhole) {
    const results = [];
    for (const test of tests) {
      this.#loaded().forget();
      mutation.currentTestId = test.id;
      const result = await outcomeOf(test);
      mutation.currentTestId = undefined;
      const limit = determineHitLimitReached(mutation.hitCount, mutation.hitLimit);
      if (limit) return limit;
      this.#costs.set(test.id, Math.max(result.timeSpentMs, this.#costs.get(test.id) ?? 0));
      results.push(result);
      if (result.status === TestStatus.Failed && !isWhole) break;
    }
    return { status: DryRunStatus.Complete, tests: results };
  }
}

async function outcomeOf(test) {
  const from = performance.now();
  try {
    await test.body();
    return { ...told(test, performance.now() - from), status: TestStatus.Success };
  } catch (error) {
    return failed(test, performance.now() - from, error);
  }
}

/** Whether a spec stands in the folder of the mutated file. For code that runs while a module loads, the runner can't tell which tests reach it. */
function beside(spec, mutated) {
  return path.basename(path.dirname(spec)) === path.basename(path.dirname(mutated));
}

function failed(test, timeSpentMs, error) {
  return { ...told(test, timeSpentMs), status: TestStatus.Failed, failureMessage: String(error?.stack ?? error) };
}

function told({ id, name = id, fileName }, timeSpentMs) {
  return { id, name, fileName, timeSpentMs };
}

const inProcess = () => new InProcessRunner();
inProcess.inject = [];

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'in-process', inProcess)];
