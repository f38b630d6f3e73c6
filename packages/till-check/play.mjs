import { Driver, DriverFailure } from './driver.mjs';
import { Door } from './platform/door.mjs';
import { Scene } from './scene.mjs';

/**
 * Plays exchanges at a till, one after the other. Throws DriverFailure where nothing answers at its address.
 *
 * @param {object} run
 * @param {string} run.adapter address of the driver of the till
 * @param {readonly import('./exchanges/exchanges.mjs').Exchange[]} run.exchanges
 * @param {string} run.host address of this machine by which the till reaches it
 * @param {number} run.port on which the double of the platform listens; 0: any
 * @param {number} run.tillSeconds how long a guest waits at a till at most
 * @param {number} run.patienceSeconds how long the adapter may take for an act
 * @param {(one: { id: string, status: string }) => void} run.onPlayed
 */
export async function play({ adapter, exchanges, host, port, tillSeconds, patienceSeconds, onPlayed }) {
  const door = await Door.open(port, host);
  const driver = new Driver(adapter, patienceSeconds * 1_000);
  const played = [];
  let till = { name: '', version: '', can: [] };
  try {
    // Checks first that the driver answers: without it no exchange says anything about a till.
    await new Scene({ door, driver, can: [], tillSeconds }).begin();
    for (const exchange of exchanges) {
      const scene = new Scene({ door, driver, can: till.can, tillSeconds });
      const one = await playOne(exchange, scene, (learned) => (till = learned));
      played.push(one);
      onPlayed(one);
    }
  } finally {
    await door.close();
  }
  return { till, played };
}

async function playOne({ id, needs, wrongKey, clockOffMs, play: playExchange }, scene, learn) {
  const begun = performance.now();
  try {
    const { name = '', version = '', can = [] } = await scene.begin(clockOffMs);
    learn({ name: String(name), version: String(version), can: can.map(String) });
    scene.can = can;
    const missing = needs.filter((one) => !can.includes(one));
    if (missing.length > 0) return { id, status: 'LEFT_OUT', missing, tookMs: 0, checks: [], acts: [], calls: [] };
    await playExchange(scene);
    scene.always({ wrongKey });
  } catch (error) {
    if (!(error instanceof DriverFailure)) throw error;
    scene.ok('driver', false, { failure: error.message });
    await reopened(scene.door);
  }
  const status = scene.checks.every(({ passed }) => passed) ? 'PASSED' : 'FAILED';
  const calls = scene.door.calls.map(shownCall);
  return {
    id,
    status,
    missing: [],
    tookMs: Math.round(performance.now() - begun),
    checks: scene.checks,
    acts: scene.acts.map(shownAct),
    calls,
  };
}

/** An exchange that ended amid an outage leaves the platform away. */
async function reopened(door) {
  if (!door.isOpen) await door.reopen();
}

function shownCall({ atMs, op, method, path, key, body, mishap, status, answer }) {
  return { atMs, op, method, path, key, body: body ?? null, mishap, status: status ?? null, answer: answer ?? null };
}

/** The API key of an exchange is worth nothing afterwards, but a report is no place for one. */
function shownAct({ act, request: { apiKey: _secret, ...request }, atMs, response, tookMs }) {
  return { act, request, atMs, response: response ?? null, tookMs: tookMs ?? null };
}
