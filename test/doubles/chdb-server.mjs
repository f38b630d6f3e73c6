// ClickHouse's engine (chdb) behind its HTTP interface, in a process of its own. Prints its port, and ends with its standard input.
import http from 'node:http';
import { Session } from 'chdb';

const session = new Session();
const OF_HTTP = ['query', 'wait_end_of_query'];

const server = http.createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const { searchParams } = new URL(request.url, 'http://engine');
    const body = Buffer.concat(parts).toString('utf8');
    const query = searchParams.get('query');
    try {
      const statement = query === null ? body : `${withSettings(query, searchParams)}\n${body}`;
      const answer = session.query(statement, 'JSONEachRow');
      response.writeHead(200).end(answer);
    } catch (error) {
      response.writeHead(500, { 'x-clickhouse-exception-code': '0' }).end(String(error.message));
    }
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => {
  session.cleanup();
  process.exit(0);
});
process.stdin.resume();

/** Settings of an insert stand before its format. */
function withSettings(query, searchParams) {
  const settings = [...searchParams].filter(([name]) => !OF_HTTP.includes(name));
  const list = settings.map(([name, value]) => `${name} = ${/^\d+$/.test(value) ? value : quoted(value)}`).join(', ');
  return list === '' ? query : query.replace(' FORMAT ', ` SETTINGS ${list} FORMAT `);
}

function quoted(text) {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
