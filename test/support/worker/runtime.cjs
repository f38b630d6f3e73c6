const path = require('node:path');
const CompileOnceRuntime = require('./compile-once.cjs');

const root = path.resolve(__dirname, '../../..');
const KEPT = [
  ...['src', 'packages/demo', 'packages/compat'].map((folder) => path.join(root, folder) + path.sep),
  path.sep + 'node_modules' + path.sep,
];

/**
 * Loads the modules of the sources and of packages once for all files that share an environment (environment.cjs): the
 * runtime of the first such file keeps them for those after it. Modules under `test/` are loaded for each file anew.
 */
class WorkerRuntime extends CompileOnceRuntime {
  constructor(config, environment, ...rest) {
    super(config, environment, ...rest);
    if (environment.isKept) environment.keeper ??= this;
    this.isKeeper = environment.keeper === this;
    this.keeper = this.isKeeper ? undefined : environment.keeper;
  }

  requireModuleOrMock(from, moduleName) {
    if (this.keeper !== undefined && this.isKept(from, moduleName))
      return this.keeper.requireModuleOrMock(from, moduleName);
    return super.requireModuleOrMock(from, moduleName);
  }

  isKept(from, moduleName) {
    if (this._resolution.isCoreModule(moduleName)) return false;
    const file = this._resolution.resolveCjs(from, moduleName);
    return KEPT.some((folder) => file.includes(folder));
  }

  /** Shared modules may load others later, also while no test of the first file runs. */
  leaveTestCode() {
    if (!this.isKeeper) super.leaveTestCode();
  }

  teardown() {
    if (!this.isKeeper) super.teardown();
  }
}

module.exports = { __esModule: true, default: WorkerRuntime };
