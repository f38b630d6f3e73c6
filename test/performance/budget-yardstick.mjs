// A server that never changes: it reads a request, asks PostgreSQL by a prepared statement, writes a row and answers.
// The work of a call of the application is written as a multiple of the work of a call of this one, in turn with it.
import http from 'node:http';
import pg from 'pg';

const LINES = 20;
const ACT = JSON.stringify({
  items: Array.from({ length: LINES }, (_, n) => ({
    sku: `SKU-${n}`,
    name: `Line ${n}`,
    quantity: n,
    amount: n * 1_000,
  })),
});
/** Times that a call reads and writes JSON, so that about half of its time is the language's and half the system's. */
const TIMES = 20;
const ROWS = 1_000;
const READ = `SELECT count(*), sum((act->'items'->3->>'amount')::integer) FROM yardstick WHERE id BETWEEN $1 AND $1 + 9`;
const WRITE = `
  WITH written AS (UPDATE yardstick SET at = now(), act = act || $2 WHERE id BETWEEN $1 AND $1 + 2 RETURNING id, act)
  INSERT INTO yardstick_log (id, act) SELECT id, act FROM written`;

const client = new pg.Client({ connectionString: process.env.YARDSTICK_DATABASE });
await client.connect();
const {
  rows: [{ backend }],
} = await client.query('SELECT pg_backend_pid() AS backend');
await client.query(`CREATE TABLE yardstick (id integer PRIMARY KEY, at timestamptz NOT NULL, act jsonb NOT NULL)`);
await client.query(`CREATE TABLE yardstick_log (n bigserial PRIMARY KEY, id integer NOT NULL, act jsonb NOT NULL)`);
await client.query(`CREATE INDEX ON yardstick_log (id, n)`);
await client.query(`INSERT INTO yardstick SELECT n, now(), $1 FROM generate_series(1, ${ROWS}) n`, [ACT]);

let calls = 0;
const server = http.createServer((request, response) => {
  void answer(request).then(
    (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(body),
    (error) => response.writeHead(500).end(String(error)),
  );
});

async function answer(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const id = (JSON.parse(Buffer.concat(chunks)).n + calls++) % ROWS;
  const { rows } = await client.query({ name: 'read', text: READ, values: [id] });
  let sum = 0;
  for (let n = 0; n < TIMES; n += 1) {
    for (const { amount, quantity } of JSON.parse(ACT).items) sum = (sum * 31 + amount * quantity) % 1_000_003;
    sum += JSON.stringify({ sum, n, rows }).length;
  }
  await client.query({ name: 'write', text: WRITE, values: [id, JSON.stringify({ sum })] });
  return JSON.stringify({ sum });
}

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port, backend }));
