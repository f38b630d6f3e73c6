'use strict';
// The program of a thread of BcryptWorkers. In plain JavaScript, so that a thread loads it alike from `dist` and from the tests.
const { parentPort } = require('node:worker_threads');
const bcrypt = require('bcryptjs');

parentPort.on('message', ({ method, args }) => {
  try {
    parentPort.postMessage({ result: bcrypt[method](...args) });
  } catch (error) {
    parentPort.postMessage({ error });
  }
});
