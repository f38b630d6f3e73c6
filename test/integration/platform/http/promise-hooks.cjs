// Loaded before a server with `--expose-internals --require`: tells the parent, when it asks, how many async hooks are on. Before Node.js 24 a
// hook on promises makes every promise of the process slower, and one `AsyncLocalStorage.run` turns it on for good.
const { internalBinding } = require('internal/test/binding');

const { async_hook_fields: fields, constants } = internalBinding('async_wrap');

process.on('message', (message) => {
  if (message === 'hooks') process.send({ hooks: fields[constants.kTotals] });
});
