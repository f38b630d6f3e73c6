// Starts a throwaway PostgreSQL with the migrated schema, and asks the server which columns the rows of statements have.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startThrowaway } from '../../postgres/throwaway.mjs';
import { withClient } from '../../start/database.mjs';
import { knowColumns, readTree } from './node-tree.mjs';

/**
 * @typedef {{
 *   name: string,
 *   type: string, the type's name in PostgreSQL, such as `text[]`
 *   isNullable: boolean,
 *   values?: string[], the only values that an enum or a check of the table allows
 * }} Column
 */

/**
 * Describes each statement: the columns of its rows, or the message with which PostgreSQL refuses the statement and the position of the fault.
 *
 * @param {string[]} texts
 * @returns {Promise<({ columns: Column[] } | { message: string, position: number })[]>}
 */
export async function describeAll(texts) {
  const dataDirectory = fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-rows-'));
  try {
    const { server } = await startThrowaway(dataDirectory);
    try {
      return await withClient(server.url.replace(/postgres$/, 'loyalty'), async (client) => {
        const catalogue = await readCatalogue(client);
        const described = [];
        for (const text of texts) described.push(await describe(client, catalogue, text));
        return described;
      });
    } finally {
      await server.stop();
    }
  } finally {
    fs.rmSync(dataDirectory, { recursive: true, force: true });
  }
}

const PREPARE = 'PREPARE described AS ';
const VOID = 2278;

/**
 * PREPARE gives the types of the columns. The parse tree of the statement shows where each column comes from. PostgreSQL shows trees only of
 * functions, so the statement becomes the body of a function, which is rolled back.
 */
async function describe(client, catalogue, text) {
  await client.query('BEGIN');
  try {
    await client.query(PREPARE + text);
    const { rows } = await client.query(`SELECT parameter_types::text[] AS parameters, result_types::oid[] AS results
      FROM pg_prepared_statements WHERE name = 'described'`);
    const [{ parameters, results }] = rows;
    await client.query('DEALLOCATE described');
    const last = text.lastIndexOf(`$${String(parameters.length + 1)}`);
    if (last >= 0) return { message: 'a value stands within quotes', position: last };
    // A call of a function that returns nothing has a column of the type void.
    if (!results?.some((type) => Number(type) !== VOID)) return { columns: [] };
    await client.query(
      `CREATE FUNCTION described(${parameters.join(', ')}) RETURNS SETOF record BEGIN ATOMIC ${text}; END`,
    );
    const body = await client.query("SELECT prosqlbody::text AS tree FROM pg_proc WHERE proname = 'described'");
    const query = readTree(body.rows[0].tree).flat(2)[0];
    const known = knowColumns(query, catalogue);
    const list = query.commandType === '1' ? query.targetList : query.returningList;
    const columns = list
      .filter(({ resjunk }) => resjunk === 'false')
      .map(({ resname, resorigtbl, resorigcol }, at) => {
        const name = nameOf(resname);
        // A name that ends with `!` says that the code knows more about the column than the schema.
        const isKnown = name.endsWith('!');
        const values = isKnown || known[at].isNarrowed ? {} : catalogue.valuesOf(resorigtbl, resorigcol);
        return { name, ...catalogue.typeOf(results[at]), ...values, isNullable: known[at].isNullable && !isKnown };
      });
    return { columns };
  } catch (error) {
    if (error.code === undefined) throw error;
    return { message: error.message, position: Number(error.position ?? PREPARE.length + 1) - PREPARE.length - 1 };
  } finally {
    await client.query('ROLLBACK');
  }
}

const nameOf = (word) => word.replaceAll(/\\(.)/g, '$1');

async function readCatalogue(client) {
  const byId = async (statement) => new Map((await client.query(statement)).rows.map((row) => [row.id, row]));
  const functions = await byId('SELECT oid::text AS id, proname AS name, proisstrict AS "isStrict" FROM pg_proc');
  const operators = await byId(`SELECT o.oid::text AS id, o.oprname AS name, p.proisstrict AS "isStrict"
    FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode`);
  const attributes = await byId(
    `SELECT attrelid::text || '.' || attnum AS id FROM pg_attribute WHERE attnotnull AND NOT attisdropped`,
  );
  const types =
    await byId(`SELECT t.oid::text AS id, format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL) AS type,
      (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid) AS values FROM pg_type t`);
  const checks = await byId(`SELECT conrelid::text || '.' || conkey[1] AS id, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE contype = 'c' AND cardinality(conkey) = 1`);
  return {
    functionOf: (id) => functions.get(id),
    operatorOf: (id) => operators.get(id),
    isNotNull: (relation, attribute) => attributes.has(`${relation}.${attribute}`),
    typeOf(id) {
      const { type, values } = types.get(String(id));
      return { type, ...(values && { values }) };
    },
    valuesOf(relation, attribute) {
      const { definition = '' } = checks.get(`${relation}.${attribute}`) ?? {};
      const [, list] = /^CHECK \(\(\w+ = ANY \(ARRAY\[(.*)\]\)\)\)$/.exec(definition) ?? [];
      return list && { values: list.split(', ').map((one) => one.replace(/^'(.*)'::text$/, '$1')) };
    },
  };
}
