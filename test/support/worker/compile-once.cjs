const { Script } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** Compiled modules by their file, for all files of tests that this process runs. */
const compiled = new Map();

/**
 * Replaces the AsyncLocalStorage by which Jest knows which test runs. The real AsyncLocalStorage follows every promise of the
 * code under test, which makes promises slower on Node 20 and 22. Tests run one after another here, so one value is enough.
 */
class OneAfterAnother {
  getStore() {
    return this.store;
  }

  run(store, callback) {
    const former = this.store;
    this.store = store;
    const putBack = () => (this.store = former);
    const result = callback();
    if (typeof result?.finally === 'function') return result.finally(putBack);
    putBack();
    return result;
  }
}

/**
 * Compiles each module once in a process. Jest compiles it for every file of tests anew, because each has globals of its
 * own; V8 runs one script in any number of them.
 */
module.exports = class CompileOnceRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    const { executor } = this;
    const compileAnew = executor.compile.bind(executor);
    const head = `(function (${executor.injectedModuleParameters.join(', ')}) {`;
    executor.compile = (source, filename) => {
      const context = this._environment.getVmContext();
      if (context === null) return null;
      const key = `${head}${filename}`;
      let known = compiled.get(key);
      if (known?.source !== source) {
        try {
          known = { source, script: new Script(`${head}${source}\n})`, { filename, columnOffset: -head.length }) };
        } catch {
          // Jest words what is wrong with the source.
          return compileAnew(source, filename);
        }
        compiled.set(key, known);
      }
      return known.script.runInContext(context);
    };
  }

  requireInternalModule(from, moduleName) {
    if (moduleName === 'node:async_hooks') return { AsyncLocalStorage: OneAfterAnother };
    return super.requireInternalModule(from, moduleName);
  }
};
