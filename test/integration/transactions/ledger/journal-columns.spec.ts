import { type ColumnType, TABLE_COLUMNS } from '../../../../src/transactions/ledger/journal/journal-columns';
import { superuserPool } from '../../../support/database';

interface Attribute {
  readonly column: string;
  readonly type: string;
  readonly nullable: boolean;
}

/** As PostgreSQL names them. */
const SQL_NAME: Readonly<Record<ColumnType, string>> = {
  uuid: 'uuid',
  text: 'text',
  int4: 'integer',
  int8: 'bigint',
  date: 'date',
  timestamptz: 'timestamp with time zone',
  json: 'json',
  bytea: 'bytea',
  transaction_type: 'transaction_type',
};

describe('the list of the columns of the journal', () => {
  const superuser = superuserPool();
  afterAll(() => superuser.end());

  const attributesOf = async (relation: string): Promise<Attribute[]> =>
    (
      await superuser.query<Attribute>(
        `SELECT attname AS column, format_type(atttypid, atttypmod) AS type, NOT attnotnull AS nullable
         FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
        [relation],
      )
    ).rows;

  it('is that of the table, in its order, so that none is left out of a seal', async () => {
    expect(
      TABLE_COLUMNS.map(({ column, type, nullable = false }) => ({ column, type: SQL_NAME[type], nullable })),
    ).toEqual(await attributesOf('transactions'));
  });

  it('is that of the rows which the till writes, behind their group', async () => {
    const [group, ...written] = await attributesOf('till_journal_row');
    expect(group).toMatchObject({ column: 'grp', type: 'integer' });
    expect(written.map(({ column, type }) => ({ column, type }))).toEqual(
      TABLE_COLUMNS.filter(({ name }) => name !== 'networkId' && name !== 'xid').map(({ column, type }) => ({
        column,
        type: SQL_NAME[type],
      })),
    );
  });
});
