import { chooseFreePort, isPortFree } from '../postgres/port.mjs';
import { StartFailure } from './failure.mjs';
import { isSameProcess } from './lock.mjs';

/**
 * Where the server will listen, known to be free now.
 *
 * @param {import('./lock.mjs').Holder | undefined} leftover server that an earlier start on the data folder noted
 * @returns {Promise<{ bind: string, host: string, port: number, secure: boolean, url: string }>} `bind` is given to the
 *   server, `host` is how to reach it from here
 */
export async function chooseAddress(environment, leftover) {
  const bind = environment.HOST || (environment.NODE_ENV === 'production' ? '0.0.0.0' : '127.0.0.1');
  const wanted = environment.PORT === undefined || environment.PORT === '' ? 3000 : Number(environment.PORT);
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535) {
    throw new StartFailure(`PORT is "${environment.PORT}"; it must be a number from 0 (any free port) to 65535.`);
  }
  const port = wanted === 0 ? await chooseFreePort() : wanted;
  await requireFreePort({ port, bind }, leftover);
  const secure = Boolean(environment.TLS_CERT && environment.TLS_KEY);
  const host = ['0.0.0.0', '::'].includes(bind) ? '127.0.0.1' : bind;
  return {
    bind,
    host,
    port,
    secure,
    url: `${secure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
  };
}

/** Another start may take the port between choosing it and listening, so both check. */
export async function requireFreePort({ port, bind }, leftover) {
  if (await isPortFree(port, bind)) return;
  if (leftover !== undefined && isSameProcess(leftover)) {
    throw new StartFailure(
      `Port ${port} of ${bind} may be held by our own server (process ${leftover.pid}), which an earlier start on this data ` +
        `folder left behind and which neither answers nor ends: end it with "kill -9 ${leftover.pid}", and start again.`,
    );
  }
  throw new StartFailure(
    `Port ${port} of ${bind} is taken by another program: stop it, or choose another, as in "PORT=${port + 1} npm start".`,
  );
}
