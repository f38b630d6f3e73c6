'use strict';
// Copied to dist/bundle/main.js: runs the server in server.txt with the code that V8 compiled when the bundle was made. The server runs under
// this file's name, so Node finds the map of its lines by the last line here.
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const compiled = path.join(__dirname, 'server.compiled');
const script = new vm.Script(fs.readFileSync(path.join(__dirname, 'server.txt'), 'utf8'), {
  filename: module.filename,
  cachedData: fs.existsSync(compiled) ? fs.readFileSync(compiled) : undefined,
  importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
script.runInThisContext()(module.exports, require, module, module.filename, __dirname);
if (process.argv.includes('--keep-compiled')) {
  fs.writeFileSync(compiled, script.createCachedData());
  process.exit();
}
//# sourceMappingURL=main.js.map
