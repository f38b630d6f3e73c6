/** Longest answer of an adapter. */
const MOST_CHARACTERS = 100_000;
const OUTCOMES = ['DONE', 'KEPT', 'WAITING', 'APPROVAL', 'REFUSED', 'UNSUPPORTED'];

/** The adapter broke its contract, so the exchange ends. */
export class DriverFailure extends Error {}

/** Sends acts to the till under test, one call each; the answer says what the till shows its cashier. */
export class Driver {
  /**
   * @param {string} url of the adapter
   * @param {number} patienceMs how long the till may take for an act
   */
  constructor(url, patienceMs) {
    this.url = url;
    this.patienceMs = patienceMs;
  }

  /**
   * @param {string} act
   * @param {object} request
   * @returns {Promise<Record<string, any>>} the answer of the adapter
   */
  async act(act, request = {}) {
    const body = JSON.stringify({ act, ...request });
    const headers = { 'Content-Type': 'application/json' };
    let status;
    let text;
    try {
      const signal = AbortSignal.timeout(this.patienceMs);
      const response = await fetch(this.url, { method: 'POST', headers, body, signal });
      status = response.status;
      text = (await response.text()).slice(0, MOST_CHARACTERS);
    } catch (error) {
      throw new DriverFailure(`${act}: ${error.cause?.code ?? error.name}`);
    }
    if (status !== 200) throw new DriverFailure(`${act}: HTTP ${status} ${text.slice(0, 200)}`);
    const answer = jsonOf(text);
    if (!OUTCOMES.includes(answer?.outcome)) throw new DriverFailure(`${act}: no outcome in ${text.slice(0, 200)}`);
    return answer;
  }
}

function jsonOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
