// A stranger who sends bytes to a server: `fork`ed with a message { port, host, form, bytes }, it sends as many of a form of
// bytes as it was told, over new connections when its own are closed, and answers { sent, connections } when they are gone.
import net from 'node:net';

const CONNECTIONS = 300;
/** A refused address sends nothing, however often it connects. */
const MOST_CONNECTIONS = 3_000;
const PIECE = 65_536;
/** When the server has neither read nor closed for so long, the connection has had its whole answer. */
const STALLED_MS = 400;

const get = 'GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n';
const upgrade = (protocol) =>
  `GET /api/events/socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
const post = (headers) =>
  `POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n`;
const filled = (text, size = PIECE) => Buffer.alloc(size, text);

/** The pieces that one connection sends, and how often its last piece is sent again while the connection lasts. */
const FORMS = {
  'pipelined requests': () => ({ pieces: [filled(get)] }),
  'pipelined requests, few at once': () => ({ pieces: [filled(get, get.length * 32)] }),
  'a request a connection': () => ({
    pieces: [Buffer.from('GET /api/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')],
  }),
  'requests without a host': () => ({ pieces: [filled('GET / HTTP/1.1\r\n\r\n')] }),
  'empty lines': () => ({ pieces: [filled('\r\n')], isEndless: true }),
  'heads of many headers': () => ({
    pieces: [filled(`GET /api/health HTTP/1.1\r\nHost: x\r\n${'a:\r\n'.repeat(3_500)}\r\n`)],
  }),
  'a head without an end': () => ({
    pieces: [Buffer.from('GET / HTTP/1.1\r\nHost: x\r\na: '), filled('a')],
    isEndless: true,
  }),
  'upgrades to HTTP/2': () => ({ pieces: [filled(upgrade('h2c'))] }),
  'upgrades to WebSocket': () => ({ pieces: [filled(upgrade('websocket'))] }),
  'frames of a WebSocket': () => ({
    pieces: [Buffer.from(upgrade('websocket')), filled(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x78]), 65_534)],
    isEndless: true,
  }),
  'a body in chunks of one byte': () => ({
    pieces: [Buffer.from(post('Transfer-Encoding: chunked\r\n')), filled('1\r\nx\r\n', 65_532)],
    isEndless: true,
  }),
  'bodies and requests behind them': () => ({
    pieces: [Buffer.from(post('Content-Length: 30\r\n') + ' '.repeat(30)), filled(get)],
  }),
  'a body that is too long': () => ({
    pieces: [Buffer.from(post('Content-Length: 100000000\r\n')), filled('[')],
    isEndless: true,
  }),
  brackets: () => ({
    pieces: [Buffer.concat([Buffer.from(post(`Content-Length: ${1_000_000}\r\n`)), filled('[', 1_000_000)])],
  }),
};

if (process.send !== undefined)
  process.once('message', async (asked) => {
    process.send(await flood(asked));
    process.disconnect();
  });

/** @returns how many bytes the connections took, and how many connections that were */
export async function flood({ port, host, form, bytes }) {
  const { pieces, isEndless = false } = FORMS[form]();
  let sent = 0;
  let connections = 0;
  const ofOne = pieces.reduce((sum, { length }) => sum + length, 0);
  const atOnce = Math.min(CONNECTIONS, Math.ceil(bytes / Math.min(PIECE, ofOne)));
  const all = await Promise.all(Array.from({ length: atOnce }, () => open(port, host)));
  await Promise.all(
    all.map(async (first) => {
      for (let socket = first; sent < bytes && connections < MOST_CONNECTIONS; socket = await open(port, host)) {
        connections += 1;
        for (let at = 0; sent < bytes && !socket.destroyed; at += 1) {
          if (at >= pieces.length && !isEndless) break;
          const piece = pieces[Math.min(at, pieces.length - 1)];
          sent += piece.length;
          await gone(socket, piece);
        }
        if (!isEndless) await closed(socket);
        socket.destroy();
      }
      first.destroy();
    }),
  );
  return { sent, connections };
}

async function open(port, host) {
  const socket = net.connect({ port, host, localAddress: host });
  socket.on('error', () => undefined);
  socket.resume();
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  return socket;
}

function closed(socket) {
  return new Promise((resolve) => {
    if (socket.destroyed) resolve();
    socket.once('close', resolve);
    setTimeout(resolve, STALLED_MS);
  });
}

/** Waits until the kernel has taken the piece, or the server has closed the connection or stopped reading. */
function gone(socket, piece) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      socket.off('close', end);
      resolve();
    };
    const timer = setTimeout(() => {
      socket.destroy();
      end();
    }, STALLED_MS);
    socket.once('close', end);
    socket.write(piece, end);
  });
}

export const FORM_NAMES = Object.keys(FORMS);
